// SPDX-License-Identifier: MIT
#pragma once

#include "recognize/command_options.hpp"

namespace recognize {

struct TrainOptions : CommonOptions {
  TrainOptions() { upsamplings = 0; }  // the faces are large
  Path folder;
  Path output = "embedding.safetensors";
  int epochs = 60;
  double validation_split = 0.1;  ///< part of the people
  int seed = 1;
};

/// A network of one's own: `recognize report --network` tells how good it is.
void add_train(CLI::App& app, TrainOptions& options, Run& run);

}  // namespace recognize
