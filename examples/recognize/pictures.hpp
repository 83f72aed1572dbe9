// SPDX-License-Identifier: MIT
#pragma once

#include <cameo/ext/image_list.hpp>
#include <functional>
#include <span>
#include <vector>

#include "recognizer.hpp"

namespace recognize {

/// A picture or folder that could not be looked at, and why.
struct Unreadable {
  Path path;
  std::string sentence;
};

struct PictureList {
  std::vector<Path> files;
  std::vector<Unreadable> unreadable;

  /// Tells it on stderr, for the others go on.
  void leave_out(const Path& path, std::string_view sentence);
  /// The exit status: 1 if something was left out.
  int status() const { return unreadable.empty() ? 0 : 1; }
};

/// Says on stderr what else there is in a folder of pictures, by kind.
void tell_left_out(const Path& folder, std::span<const cameo::LeftOutFile> files);

/// The pictures of these files and folders, folders in the order of names; no hidden ones, nor those of
/// subfolders. A Failure where there is none.
PictureList list_pictures(const std::vector<Path>& paths);

/// use(path, picture, its faces) for each picture. One that cannot be read is left out.
using UseFaces =
    std::function<void(const Path& path, const cameo::Picture& picture, const std::vector<Face>& faces)>;
void for_each_picture(Recognizer& recognizer, PictureList& list, const UseFaces& use);

}  // namespace recognize
