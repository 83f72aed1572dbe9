// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <span>
#include <vector>

#include "cameo/core/abi.hpp"
#include "cameo/core/result.hpp"

namespace cameo::inline CAMEO_ABI::detail {

/// The samples of each class, for samplers. Made before training: it allocates. A label that is NaN is of no
/// class: then there are no classes.
class ClassIndex {
 public:
  explicit ClassIndex(std::span<const float> labels) : order_(labels.size()) {
    const auto nan =
        std::find_if(labels.begin(), labels.end(), [](float label) { return std::isnan(label); });
    first_nan_ = static_cast<std::size_t>(nan - labels.begin());
    if (first_nan_ != labels.size()) return;
    std::iota(order_.begin(), order_.end(), std::size_t{0});
    std::sort(order_.begin(), order_.end(), [&](std::size_t a, std::size_t b) {
      return labels[a] == labels[b] ? a < b : labels[a] < labels[b];
    });
    for (std::size_t i = 0; i < order_.size(); ++i)
      if (i == 0 || labels[order_[i]] != labels[order_[i - 1]]) begins_.push_back(i);
    begins_.push_back(order_.size());
  }

  std::size_t samples() const { return order_.size(); }
  std::size_t classes() const { return begins_.empty() ? 0 : begins_.size() - 1; }

  Error error() const {
    if (first_nan_ == order_.size()) return {};
    return Error("the label of sample ", first_nan_, " is NaN; expected a number");
  }

  /// The samples of class number `number`, in the order of labels.
  std::span<const std::size_t> members(std::size_t number) const {
    return std::span(order_).subspan(begins_[number], begins_[number + 1] - begins_[number]);
  }

 private:
  std::vector<std::size_t> order_, begins_;
  std::size_t first_nan_ = 0;
};

}  // namespace cameo::inline CAMEO_ABI::detail
