// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>

#include "state.hpp"

namespace recognize {

/// What this user has seen last of a gallery, in a file of the user's own folder for such things. An older
/// gallery file is as well sealed as the newest, and one by an administrator's replaced key too; only who
/// remembers the newest can tell. So nothing is noticed on another machine, by another user, or where both
/// files are put back.
class Witness {
 public:
  explicit Witness(View gallery);

  /// `administrator` is the public key of who signs its slots. A Failure where the gallery is older than it
  /// was, or went another way since; a warning on stderr where the file tells nothing.
  void check(Database& database, const State& state, View administrator) const;

  /// Remembers both; a warning on stderr where that cannot be written.
  void remember(const State& state, View administrator) const;

 private:
  std::filesystem::path path_;  ///< empty: the user has no folder
};

}  // namespace recognize
