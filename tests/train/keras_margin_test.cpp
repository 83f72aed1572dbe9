// SPDX-License-Identifier: MIT
// CosFace, ArcFace and semi-hard triplets as PyTorch trains with them: its figures (tests/keras).
#include "cameo/train/threads.hpp"
#include "keras/follow.hpp"
#include "keras/margin_figures.hpp"

using namespace cameo;

namespace keras_margin_test {

template <class Trainer, std::size_t Steps, std::size_t Tensors>
void follow(Trainer& trainer, const keras::Trajectory<Steps, Tensors>& trajectory) {
  trainer.optimizer = SGD{.learning_rate = 0.1f, .momentum = 0.9f};
  keras::follow(trainer, trajectory, 10, [&](std::size_t step, std::span<float> x, std::span<float> y) {
    keras::fill_classes(trajectory.key + 3000 + step, 4, y);
    keras::fill_vectors(trajectory.key + 2000 + step, x);
  });
}

#define TRAJECTORY(figures)                                                                       \
  keras::Trajectory {                                                                             \
    figures::key, figures::losses, figures::accuracies, figures::final_sums, figures::final_norms \
  }

using Cosines = Sequential<Input<10>, Dense<16>, Tanh, CosineDense<4>>;
using Embedding =
    Sequential<Input<10>, Dense<16>, Tanh, Dense<4, DenseOptions{.bias = false}>, UnitNormalization>;

TEST_CASE("CosFace trains as in PyTorch") {
  static Trainer<Cosines, CosFace, SGD, Batch<8>> trainer;
  trainer.loss.scale = 10;
  trainer.loss.margin = 0.3f;
  follow(trainer, TRAJECTORY(margin_figures::cos_face));
}

TEST_CASE("ArcFace trains as in PyTorch") {
  static Trainer<Cosines, ArcFace, SGD, Batch<8>> trainer;
  trainer.loss.scale = 10;
  trainer.loss.margin = 0.4f;
  follow(trainer, TRAJECTORY(margin_figures::arc_face));
}

TEST_CASE("TripletSemiHard trains as in PyTorch") {
  static Trainer<Embedding, TripletSemiHard, SGD, Batch<8>> trainer;
  follow(trainer, TRAJECTORY(margin_figures::triplet));
}

/// Trains a little, in batches of 8 and of 3; the parameters at the end.
template <class Net, class Loss, class... Options>
std::vector<float> trained() {
  static Trainer<Net, Loss, SGD, Batch<8>, Options...> trainer;
  trainer.initialize(4);
  std::vector<float> x(19 * Net::Input::size), y(19);
  for (std::size_t i = 0; i < x.size(); ++i) x[i] = random_uniform(5, i);
  for (std::size_t i = 0; i < y.size(); ++i) y[i] = static_cast<float>(i % 4);
  const Dataset data{.size = {1, 1, 10}, .bytes = {}, .values = x, .labels = y, .augmentation = {}};
  trainer.optimizer.learning_rate = 0.1f;
  const History history = trainer.fit(data, {.epochs = 3});
  REQUIRE(history.error.message() == "");
  return {trainer.parameters().values.begin(), trainer.parameters().values.end()};
}

TEST_CASE("margin and triplet losses give the same bits with any number of threads") {
  using Standardized = Sequential<Input<10>, PictureStandardization, Dense<16>, Tanh, CosineDense<4>>;
  CHECK((trained<Standardized, CosFace>() == trained<Standardized, CosFace, Threads<3>>()));
  CHECK((trained<Cosines, ArcFace>() == trained<Cosines, ArcFace, Threads<3>>()));
  CHECK((trained<Embedding, TripletSemiHard>() == trained<Embedding, TripletSemiHard, Threads<3>>()));
#if !CAMEO_QUICK_TESTS
  CHECK((trained<Standardized, CosFace>() == trained<Standardized, CosFace, Threads<2>>()));
#endif
}

}  // namespace keras_margin_test

#undef TRAJECTORY
