// SPDX-License-Identifier: MIT
#pragma once

#include <span>
#include <string>

#include "recognizer.hpp"

namespace recognize {

/// The picture with a box around each face and its label below.
cameo::Picture draw_faces(const cameo::Picture& picture, std::span<const Face> faces,
                          std::span<const std::string> labels);

/// A PNG that says in it what made it.
void write_drawing(const cameo::Picture& drawing, const Path& path);

/// A Failure where there is a file that is no drawing of this program: it would be replaced.
void check_is_drawing(const Path& path);

}  // namespace recognize
