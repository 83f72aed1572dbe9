// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "cameo/core/decimal.hpp"
#include "cameo/core/permutation.hpp"
#include "cameo/core/result.hpp"

namespace cameo::inline CAMEO_ABI {

/// Indices of samples in two parts without overlap.
struct Split {
  std::vector<std::size_t> first;   ///< the larger part as a rule: to train
  std::vector<std::size_t> second;  ///< to validate or test
};

namespace detail {

/// Appends shuffled indices to both parts: round(fraction * n) of them to the second.
inline void split_indices(std::span<const std::size_t> indices, double fraction, std::uint64_t key,
                          Split& split) {
  const auto second = static_cast<std::size_t>(fraction * static_cast<double>(indices.size()) + 0.5);
  const Permutation order(key, indices.size());
  for (std::size_t i = 0; i < indices.size(); ++i)
    (i < second ? split.second : split.first).push_back(indices[order(i)]);
}

}  // namespace detail

/// Splits 0 .. labels.size() - 1 within each class, so that both parts keep the proportions: of the n samples
/// of a label round(fraction * n) random ones come into `second`, the others into `first`. The indices are
/// class after class in the order of the labels' values, in random order within each. The same seed gives
/// the same split on every machine. Errors: a fraction that is not 0 to 1, a label that is NaN.
inline Result<Split> split_by_class(std::span<const float> labels, double fraction, std::uint64_t seed) {
  if (!(fraction >= 0 && fraction <= 1))
    return Error("split: the fraction is ", decimal(fraction, 4), "; expected 0 to 1");
  std::vector<std::size_t> all(labels.size());
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (std::isnan(labels[i])) return Error("split: the label of sample ", i, " is NaN; expected a number");
    all[i] = i;
  }
  std::sort(all.begin(), all.end(), [&](std::size_t a, std::size_t b) {
    return labels[a] != labels[b] ? labels[a] < labels[b] : a < b;
  });
  Split split;
  std::uint64_t label = 0;
  for (auto begin = all.begin(); begin != all.end(); ++label) {
    const auto end =
        std::find_if(begin, all.end(), [&](std::size_t index) { return labels[index] != labels[*begin]; });
    detail::split_indices({begin, end}, fraction, stream(seed, Purpose::Split, label), split);
    begin = end;
  }
  return split;
}

}  // namespace cameo::inline CAMEO_ABI
