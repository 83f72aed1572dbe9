// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>

#include "cameo/core/random.hpp"
#include "cameo/metrics/scored_pair.hpp"

namespace cameo::inline CAMEO_ABI {

/// Who is in a round of the double-or-nothing bootstrap: each person counts twice or not at all, with all
/// pictures, and a pair with both its people (Fogliato et al.: Confidence intervals for error rates in 1:1
/// matching tasks, 2024). Pairs that share a person are not independent; to resample pairs would promise too
/// narrow bounds.
class KeptPeople {
 public:
  /// `kept`, one value a person, is the caller's, and is what `operator()` looks at.
  KeptPeople(std::uint64_t seed, std::uint64_t round, std::span<std::uint8_t> kept) : kept_(kept) {
    const std::uint64_t key = stream(seed, Purpose::Resampling, round);
    for (std::size_t person = 0; person < kept.size(); ++person)
      kept[person] = static_cast<std::uint8_t>(random_bits(key, person) & 1);
  }

  bool operator()(std::uint32_t person) const { return kept_[person] != 0; }
  bool operator()(const ScoredPair& pair) const { return (kept_[pair.first] & kept_[pair.second]) != 0; }

 private:
  std::span<const std::uint8_t> kept_;
};

/// Where a figure probably lies.
struct Interval {
  double low = 0, high = 0;
};

/// The 2.5th and the 97.5th percentile of a figure over the rounds, between two of them on a straight line,
/// as NumPy has it. Values that are not finite, of rounds without a figure, are left out; without any other
/// the bounds are NaN. Reorders the values.
inline Interval percentile_bounds(std::span<double> values) {
  const auto end =
      std::partition(values.begin(), values.end(), [](double value) { return std::isfinite(value); });
  const std::span<double> finite = values.first(static_cast<std::size_t>(end - values.begin()));
  if (finite.empty()) return {std::nan(""), std::nan("")};
  std::sort(finite.begin(), finite.end());
  const auto percentile = [&](double part) {
    const double place = part * static_cast<double>(finite.size() - 1);
    const auto below = static_cast<std::size_t>(place);
    const std::size_t above = (std::min)(below + 1, finite.size() - 1);
    return finite[below] + (place - static_cast<double>(below)) * (finite[above] - finite[below]);
  };
  return {percentile(0.025), percentile(0.975)};
}

}  // namespace cameo::inline CAMEO_ABI
