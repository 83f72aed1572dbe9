// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "networks.hpp"

namespace benchmarks {

/// Samples and labels drawn at random: `count` batches of `batch` samples.
template <class Setup>
class MadeUp {
 public:
  MadeUp(std::size_t count, std::size_t batch) : count_(count), batch_(batch) {
    x_.resize(count * batch * inputs);
    y_.resize(count * batch);
    for (std::size_t i = 0; i < x_.size(); ++i) x_[i] = random_uniform(1, i);
    constexpr std::size_t outputs = Setup::Net::Output::size, classes = outputs == 1 ? 2 : outputs;
    for (std::size_t i = 0; i < y_.size(); ++i) y_[i] = static_cast<float>(random_bits(2, i) % classes);
  }

  /// Batch `index`, beginning again after the last.
  std::span<const float> x(std::size_t index) const {
    return std::span(x_).subspan(index % count_ * batch_ * inputs, batch_ * inputs);
  }
  std::span<const float> y(std::size_t index) const {
    return std::span(y_).subspan(index % count_ * batch_, batch_);
  }

 private:
  static constexpr std::size_t inputs = Setup::Net::Input::size;
  std::size_t count_, batch_;
  std::vector<float> x_, y_;
};

}  // namespace benchmarks
