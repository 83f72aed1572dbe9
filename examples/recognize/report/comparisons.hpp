// SPDX-License-Identifier: MIT
#pragma once

#include <cameo/metrics/identification.hpp>
#include <cameo/metrics/scored_pair.hpp>
#include <cstdint>
#include <string>
#include <vector>

#include "recognize/commands.hpp"

namespace recognize {

/// Two pictures by their numbers.
struct PicturePair {
  float distance;
  std::uint32_t first, second;
};

/// A picture that was looked for among all people.
struct Probe {
  std::uint32_t picture;
  cameo::IdentificationTrial trial;
};

/// What a report is made of: pictures of people, and how far apart pairs of them are.
struct Comparisons {
  std::string network;                   ///< whose descriptors are compared; empty: only scores are known
  std::vector<std::string> people;       ///< names by number
  std::vector<std::uint32_t> person_of;  ///< by picture
  std::vector<Path> files;               ///< by picture; empty where only scores are known
  std::vector<PicturePair> pairs;
  std::vector<Probe> probes;        ///< empty where nothing was identified
  std::vector<std::uint8_t> folds;  ///< by person; empty: any
  bool is_similarity = false;       ///< distances are similarities with the sign changed
  bool people_are_known = true;     ///< otherwise each pair counts as one of people of its own

  std::vector<std::string> left_out;  ///< pictures without a face, or that cannot be read: a sentence each
  std::size_t pairs_left_out = 0;     ///< because of them

  cameo::ScoredPair scored(const PicturePair& pair) const {
    return {pair.distance, person_of[pair.first], person_of[pair.second]};
  }
};

}  // namespace recognize
