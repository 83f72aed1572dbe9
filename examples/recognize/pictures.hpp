// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <vector>

#include "recognizer.hpp"

namespace recognize {

/// The pictures of these files and folders, folders in the order of names.
std::vector<Path> list_pictures(const std::vector<Path>& paths);

/// use(path, picture, its faces) for each picture. One that cannot be read is told on stderr, and the others
/// go on. Returns the exit status: 1 if there was one.
using UseFaces =
    std::function<void(const Path& path, const cameo::Picture& picture, const std::vector<Face>& faces)>;
int for_each_picture(Recognizer& recognizer, const std::vector<Path>& paths, const UseFaces& use);

}  // namespace recognize
