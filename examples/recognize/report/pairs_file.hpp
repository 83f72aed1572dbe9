// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "recognize/commands.hpp"

namespace recognize {

/// A picture of LFW's list: Name/Name_0001.jpg is the first of Name's.
struct ListedPicture {
  std::string person;
  Path path;
};

struct ListedPair {
  ListedPicture first, second;
  int fold;
};

/// LFW's list of pairs: the number of pairs of each kind (after the number of folds, where there are
/// several), then in lines of tabs `name i j` for two pictures of one person, `name i name j` for two people.
struct PairsFile {
  int folds = 1;
  std::vector<ListedPair> pairs;
};

/// Reads the list, and finds the pictures in the folder, whatever their format. A Failure, with the line:
/// another form, too few lines, a picture that is not there.
PairsFile read_pairs_file(const Path& file, const Path& folder);

}  // namespace recognize
