// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "networks.hpp"

namespace benchmarks {

/// Samples, and labels where there is a loss, drawn at random: `count` batches of `batch` samples.
template <class Setup>
class MadeUp {
 public:
  MadeUp(std::size_t count, std::size_t batch) : count_(count), batch_(batch) {
    x_.resize(count * batch * inputs);
    y_.resize(count * batch * labels);
    for (std::size_t i = 0; i < x_.size(); ++i) x_[i] = random_uniform(1, i);
    // One label for several outputs is the index of a class, others are 0 or 1.
    constexpr std::size_t outputs = Setup::Net::Output::size, classes = labels < outputs ? outputs : 2;
    for (std::size_t i = 0; i < y_.size(); ++i) y_[i] = static_cast<float>(random_bits(2, i) % classes);
  }

  /// Batch `index`, beginning again after the last.
  std::span<const float> x(std::size_t index) const {
    return std::span(x_).subspan(index % count_ * batch_ * inputs, batch_ * inputs);
  }
  std::span<const float> y(std::size_t index) const {
    return std::span(y_).subspan(index % count_ * batch_ * labels, batch_ * labels);
  }

 private:
  static constexpr std::size_t inputs = Setup::Net::Input::size;
  static constexpr std::size_t labels = [] {
    if constexpr (Trained<Setup>)
      return static_cast<std::size_t>(Setup::Loss::template label_width<typename Setup::Net::Output>);
    else
      return std::size_t{0};
  }();
  std::size_t count_, batch_;
  std::vector<float> x_, y_;
};

/// As they are drawn, but for biases and moving statistics, which begin at 0 or 1: they differ a little from
/// that, for no mistake in them would be seen.
template <class Net>
std::unique_ptr<Parameters<Net>> made_up_parameters() {
  auto parameters = std::make_unique<Parameters<Net>>();
  parameters->initialize(1);
  std::uint64_t number = 0;
  parameters->for_each([&](std::string_view, const TensorShape& shape, std::span<float> values) {
    if (shape.rank == 1)
      for (float& value : values) value += 0.2f * random_uniform(3, number++) - 0.1f;
  });
  return parameters;
}

}  // namespace benchmarks
