// SPDX-License-Identifier: MIT
#pragma once

#include "recognize/command_options.hpp"

namespace recognize {

struct WatchOptions : GalleryOptions, DecisionOptions {
  WatchOptions() { upsamplings = 0; }  // faces of 80 pixels, in a quarter of the time
  std::string source;
  Path output;  ///< folder of frames with boxes and names; empty: none
};

/// People of the gallery in a video, in a camera's pictures or in those of a folder.
void add_watch(CLI::App& app, WatchOptions& options, Run& run);

}  // namespace recognize
