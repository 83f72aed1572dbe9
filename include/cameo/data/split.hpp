// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <span>
#include <vector>

#include "cameo/core/random.hpp"

namespace cameo::inline CAMEO_ABI {

/// Indices of samples in two parts without overlap.
struct Split {
  std::vector<std::size_t> first;   ///< the larger part as a rule: to train
  std::vector<std::size_t> second;  ///< to validate or test
};

namespace detail {

/// Appends shuffled indices to both parts: round(fraction * n) of them to the second.
inline void split_indices(std::span<const std::size_t> indices, double fraction, std::uint64_t seed,
                          Split& split) {
  const auto size = static_cast<double>(indices.size());
  const auto second = static_cast<std::size_t>(std::clamp(fraction, 0.0, 1.0) * size + 0.5);
  const Permutation shuffle(seed, indices.size());
  for (std::size_t i = 0; i < indices.size(); ++i)
    (i < second ? split.second : split.first).push_back(indices[shuffle(i)]);
}

}  // namespace detail

/// Splits 0 .. samples-1: round(fraction * samples) random indices in `second`, the others in `first`, both
/// in random order. The same seed gives the same split on every machine.
inline Split split_samples(std::size_t samples, double fraction, std::uint64_t seed) {
  std::vector<std::size_t> all(samples);
  std::iota(all.begin(), all.end(), std::size_t{0});
  Split split;
  detail::split_indices(all, fraction, seed, split);
  return split;
}

/// The same within each class, so that both parts keep the proportions: one label a sample. The indices are
/// class after class in the order of the labels' values.
inline Split split_by_class(std::span<const float> labels, double fraction, std::uint64_t seed) {
  std::vector<std::size_t> all(labels.size());
  std::iota(all.begin(), all.end(), std::size_t{0});
  std::sort(all.begin(), all.end(), [&](std::size_t a, std::size_t b) {
    return labels[a] != labels[b] ? labels[a] < labels[b] : a < b;
  });
  Split split;
  for (auto begin = all.begin(); begin != all.end();) {
    const auto end =
        std::find_if(begin, all.end(), [&](std::size_t index) { return labels[index] != labels[*begin]; });
    detail::split_indices({begin, end}, fraction, random_bits(seed, split.first.size() + split.second.size()),
                          split);
    begin = end;
  }
  return split;
}

}  // namespace cameo::inline CAMEO_ABI
