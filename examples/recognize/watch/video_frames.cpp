// SPDX-License-Identifier: MIT
#include <dlfcn.h>
#include <fmt/format.h>

#include <cstdlib>

#include "common/failure.hpp"
#include "frame_source.hpp"

namespace recognize {

using namespace examples;

namespace {

/// Neither a camera's number nor what only OpenCV understands: a stream's address, a pattern of names.
bool is_path(const std::string& source) {
  return source.find_first_not_of("0123456789") != source.npos && source.find("://") == source.npos &&
         source.find('%') == source.npos;
}

}  // namespace

std::unique_ptr<FrameSource> open_video(const std::string& source) {
  if (source.empty()) throw Failure("SOURCE is empty: give a folder, a video, or a camera's number");
  std::error_code unreadable;
  if (is_path(source) && !std::filesystem::exists(source, unreadable))
    throw Failure(fmt::format("{}: there is no such video or folder", source));
  const Path library = std::filesystem::canonical("/proc/self/exe").replace_filename("recognize_videos.so");
  // What they say on stderr of a file that is no video, or a damaged one; whoever wants it sets these.
  ::setenv("OPENCV_LOG_LEVEL", "SILENT", 0);
  ::setenv("OPENCV_FFMPEG_LOGLEVEL", "-8", 0);         // AV_LOG_QUIET
  void* videos = ::dlopen(library.c_str(), RTLD_NOW);  // to the program's end
  if (videos == nullptr)
    throw Failure(
        fmt::format("{}: is no folder; for videos and cameras install libopencv-videoio-dev and build the "
                    "program again ({})",
                    without_password(source), ::dlerror()));
  using Open = FrameSource*(const char*);
  const auto open = reinterpret_cast<Open*>(::dlsym(videos, "recognize_open_video"));
  if (open == nullptr) throw Failure(fmt::format("{}: is another version", library.string()));
  return std::unique_ptr<FrameSource>(open(source.c_str()));
}

}  // namespace recognize
