// SPDX-License-Identifier: MIT
#pragma once

#include <cameo/ext/image_folder.hpp>
#include <cstdint>

#include "recognize/commands.hpp"

namespace recognize {

/// Pictures of people to train with, and of others to validate with.
struct PeoplePictures {
  cameo::LoadedImages train;       ///< labels from 0
  cameo::LoadedImages validation;  ///< of people who are not in `train`
  int people = 0;                  ///< of `train`
  int validation_people = 0;
  int left_out = 0;  ///< people with one picture only
};

/// Reads a folder with a subfolder of pictures for each person. Of the people with two pictures or more, the
/// part `validation_split`, chosen by the seed, is for validation, with at most 6 pictures each. A Failure:
/// too few people, more than `most_people` to train, a folder or all pictures that cannot be read.
PeoplePictures load_people(const Path& folder, double validation_split, std::uint64_t seed, int most_people);

}  // namespace recognize
