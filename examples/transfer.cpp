// SPDX-License-Identifier: MIT
#include <cameo/cameo.hpp>
#include <cmath>
#include <cstdio>

using namespace cameo;

// Few pictures of your own: a network that has learnt from many others sees what matters, and only a new end
// is trained on what it sees. Each picture passes the trunk once, not in every epoch.

using Trunk = Branch<Conv2D<8, 5>, ReLU, MaxPooling2D<2>, Conv2D<16, 3>, ReLU, GlobalAveragePooling2D>;
using Learnt = Sequential<Input<20, 20, 1>, Trunk, Dense<8>, Softmax>;
using Features = Sequential<Input<20, 20, 1>, Trunk>;
using End = Sequential<Input<16>, Dense<1>, Sigmoid>;

/// Copies the tensors that both have by name: the trunk's.
template <Network From, Network To>
void copy_common(const Parameters<From>& from, Parameters<To>& to) {
  to.for_each([&](std::string_view name, TensorShape, std::span<float> values) {
    from.for_each([&](std::string_view other, TensorShape, std::span<const float> learnt) {
      if (other == name && learnt.size() == values.size())
        std::copy(learnt.begin(), learnt.end(), values.begin());
    });
  });
}

/// Pictures of stripes in much noise: sample i has the direction `direction(i)`, in eighths of half a turn.
template <std::size_t Count>
struct Stripes {
  std::array<float, Count * 400> x;
  std::array<float, Count> labels;

  template <class Direction, class Label>
  Stripes(std::uint64_t key, const Direction& direction, const Label& label) {
    for (std::size_t i = 0; i < Count; ++i) {
      const double angle = 3.14159265 / 8 * static_cast<double>(direction(i)),
                   shift = 7 * double{random_uniform(key, i)};
      for (std::size_t k = 0; k < 400; ++k) {
        const double across =
            std::cos(angle) * static_cast<double>(k % 20) + std::sin(angle) * static_cast<double>(k / 20);
        x[i * 400 + k] =
            static_cast<float>(std::sin(across + shift)) + 6 * random_uniform(key + 1 + i, k) - 3;
      }
      labels[i] = static_cast<float>(label(i));
    }
  }
  Dataset dataset() const { return {.size = {20, 20, 1}, .values = x, .labels = labels}; }
};

int failed(const Error& error) {
  std::puts(error.c_str());
  return 1;
}

int main() {
  static const Stripes<800> many(
      1, [](std::size_t i) { return i % 8; }, [](std::size_t i) { return i % 8; });
  static Trainer<Learnt, SparseCategoricalCrossentropy, Adam> learnt;
  learnt.optimizer.learning_rate = 0.01f;
  if (const History history = learnt.fit(many.dataset(), {.epochs = 15}); !history)
    return failed(history.error);

  const auto between = [](std::size_t i) { return i % 2 == 0 ? 2.5 : 3.5; };
  const auto which = [](std::size_t i) { return i % 2; };
  static const Stripes<8> few(5000, between, which);
  static const Stripes<400> test(9000, between, which);

  static Predictor<Features> features;
  copy_common(learnt.parameters(), features.parameters());
  static std::array<float, 8 * 16> seen;
  static std::array<float, 400 * 16> seen_of_test;
  if (Error error = features.predict(few.dataset(), seen)) return failed(error);
  if (Error error = features.predict(test.dataset(), seen_of_test)) return failed(error);

  static Trainer<End, BinaryCrossentropy, Adam> end;
  end.optimizer.learning_rate = 0.1f;
  const Dataset of_few{.size = {1, 1, 16}, .values = seen, .labels = few.labels},
      of_test{.size = {1, 1, 16}, .values = seen_of_test, .labels = test.labels};
  if (const History history = end.fit(of_few, {.epochs = 100}); !history) return failed(history.error);
  const Scores scores = end.evaluate(of_test);

  static Trainer<Sequential<Input<20, 20, 1>, Trunk, Dense<1>, Sigmoid>, BinaryCrossentropy, Adam> alone;
  alone.optimizer.learning_rate = 0.01f;
  if (const History history = alone.fit(few.dataset(), {.epochs = 100}); !history)
    return failed(history.error);
  const Scores without = alone.evaluate(test.dataset());

  std::printf(
      "two new directions from eight pictures: %.0f %% of 400 others are right, %.0f %% without the trunk\n",
      100 * scores.accuracy, 100 * without.accuracy);
  return scores && without && scores.accuracy > without.accuracy ? 0 : 1;
}
