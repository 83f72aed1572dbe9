// SPDX-License-Identifier: MIT
#pragma once

#include <span>
#include <string>

#include "recognizer.hpp"

namespace recognize {

/// The picture with a box around each face and its label below.
cameo::Picture draw_faces(const cameo::Picture& picture, std::span<const Face> faces,
                          std::span<const std::string> labels);

}  // namespace recognize
