// SPDX-License-Identifier: MIT
#pragma once

#include <cameo/core/result.hpp>
#include <cameo/data/picture.hpp>
#include <memory>
#include <optional>
#include <string>

#include "recognize/commands.hpp"

namespace recognize {

/// Pictures that follow one another.
class FrameSource {
 public:
  virtual ~FrameSource() = default;
  /// The next one, nothing at the end, or why this one cannot be read; others may follow.
  virtual cameo::Result<std::optional<cameo::Picture>> next() = 0;
};

/// A folder of pictures in the order of names.
std::unique_ptr<FrameSource> open_folder(const Path& folder);

/// A video's file, or the camera of a number: 0, 1, ... A Failure where there is none, or the program was
/// built without OpenCV.
std::unique_ptr<FrameSource> open_video(const std::string& source);

}  // namespace recognize
