// SPDX-License-Identifier: MIT
#pragma once

#include <cameo/ext/image_folder.hpp>
#include <cameo/train/history.hpp>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "commands.hpp"
#include "mistakes.hpp"
#include "scores.hpp"

namespace faces {

/// What `train` has measured.
struct TrainResults {
  BinaryScores test;
  std::vector<Mistake> mistakes;            ///< of the test
  std::vector<cameo::EpochScores> history;  ///< of all epochs, those before this run too
  float learning_rate = 0;
  std::size_t epochs_before = 0;     ///< whole ones, of the training that was resumed
  double step_ms = 0;                ///< median of the training steps
  std::vector<std::string> skipped;  ///< each damaged picture or other file, and why
};

/// Every figure as JSON, whole or not at all; what is not known (NaN) is null.
void write_json(const TrainResults& results, const Parts& parts, const TrainOptions& options);

/// What `evaluate` has measured.
void write_json(const BinaryScores& scores, std::span<const Mistake> mistakes,
                const cameo::LoadedImages& images, const EvaluateOptions& options);

}  // namespace faces
