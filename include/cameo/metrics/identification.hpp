// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>

#include "cameo/metrics/verification.hpp"

namespace cameo::inline CAMEO_ABI {

/// A picture that was looked for in a gallery: once with its person in it, once, as a stranger's, without.
struct IdentificationTrial {
  std::uint32_t person;   ///< whom it shows
  std::uint32_t rank;     ///< of this person in the gallery: 1 is the nearest; 0: not in the gallery
  float person_distance;  ///< of this person in the gallery
  float other_distance;   ///< of the nearest other person
};

/// Whom the nearest of a gallery are.
struct IdentificationFigures {
  std::size_t known = 0, trials = 0;  ///< of people in the gallery, and all
  double rank_1 = 0, rank_5 = 0;  ///< part of the known whose person is the nearest, or among the 5 nearest
  /// Part of the known who are found at rank 1 within the threshold, which lets strangers pass at such a
  /// rate.
  std::array<OperatingPoint, reported_fars.size()> at_far{};
};

/// Sorts by the distance of the nearest other person, as identification_figures needs it.
inline void sort_by_stranger(std::span<IdentificationTrial> trials) {
  std::sort(trials.begin(), trials.end(), [](const IdentificationTrial& a, const IdentificationTrial& b) {
    return a.other_distance < b.other_distance;
  });
}

/// Closed and open set identification with the trials whose person `keep` chooses. Requires sorted trials;
/// what has no trial is NaN.
template <class Keep>
IdentificationFigures identification_figures(std::span<const IdentificationTrial> sorted, Keep keep) {
  IdentificationFigures figures;
  std::size_t first = 0, fifth = 0;
  for (const IdentificationTrial& trial : sorted)
    if (keep(trial.person)) {
      ++figures.trials;
      figures.known += trial.rank > 0;
      first += trial.rank == 1;
      fifth += trial.rank > 0 && trial.rank <= 5;
    }
  const double known = static_cast<double>(figures.known);
  figures.rank_1 = static_cast<double>(first) / known;
  figures.rank_5 = static_cast<double>(fifth) / known;
  for (std::size_t i = 0; i < reported_fars.size(); ++i) {
    // So many strangers may pass; the next one's distance is already too large.
    auto may_pass = static_cast<std::size_t>(reported_fars[i] * static_cast<double>(figures.trials) + 1e-9);
    float limit = std::numeric_limits<float>::infinity();
    for (const IdentificationTrial& trial : sorted)
      if (keep(trial.person) && may_pass-- == 0) {
        limit = trial.other_distance;
        break;
      }
    std::size_t found = 0, passed = 0;
    for (const IdentificationTrial& trial : sorted)
      if (keep(trial.person)) {
        found += trial.rank == 1 && trial.person_distance < limit;
        passed += trial.other_distance < limit;
      }
    figures.at_far[i] = {std::nextafter(limit, -std::numeric_limits<float>::infinity()),
                         static_cast<double>(passed) / static_cast<double>(figures.trials),
                         static_cast<double>(found) / known};
  }
  return figures;
}

}  // namespace cameo::inline CAMEO_ABI
