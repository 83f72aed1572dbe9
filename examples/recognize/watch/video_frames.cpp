// SPDX-License-Identifier: MIT
#include <dlfcn.h>
#include <fmt/format.h>

#include "common/failure.hpp"
#include "frame_source.hpp"

namespace recognize {

using namespace examples;

std::unique_ptr<FrameSource> open_video(const std::string& source) {
  const Path library = std::filesystem::canonical("/proc/self/exe").replace_filename("recognize_videos.so");
  void* videos = ::dlopen(library.c_str(), RTLD_NOW);  // to the program's end
  if (videos == nullptr)
    throw Failure(
        fmt::format("{}: is no folder; for videos and cameras install libopencv-videoio-dev and build the "
                    "program again ({})",
                    source, ::dlerror()));
  using Open = FrameSource*(const char*);
  const auto open = reinterpret_cast<Open*>(::dlsym(videos, "recognize_open_video"));
  if (open == nullptr) throw Failure(fmt::format("{}: is another version", library.string()));
  return std::unique_ptr<FrameSource>(open(source.c_str()));
}

}  // namespace recognize
