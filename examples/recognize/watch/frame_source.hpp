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

/// rtsp://user:secret@camera/1?key=secret as rtsp://camera/1: for what others may read. All before the last @
/// goes, for a password may hold anything, and a query; where an @ follows a ?, one of which is in a
/// password, all does: rtsp://...
inline std::string without_password(const std::string& source) {
  const std::size_t scheme = source.find("://");
  if (scheme == source.npos) return source;
  const std::size_t address = scheme + 3, query = source.find('?', address), at = source.rfind('@');
  const bool has_user = at != source.npos && at >= address;
  if (has_user && query < at) return source.substr(0, address) + "...";
  const std::size_t host = has_user ? at + 1 : address;
  return source.substr(0, address) + source.substr(host, query - host);
}

/// A video's file, or the camera of a number: 0, 1, ... A Failure where there is none, or the program was
/// built without OpenCV.
std::unique_ptr<FrameSource> open_video(const std::string& source);

}  // namespace recognize
