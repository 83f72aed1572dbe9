// SPDX-License-Identifier: MIT
#pragma once

#include <cameo/train/history.hpp>
#include <cstdint>
#include <string>
#include <vector>

#include "commands.hpp"
#include "face_net.hpp"

namespace faces {

/// What a training needs beside its trainer to go on.
struct TrainingState {
  std::vector<std::string> class_names;
  std::uint64_t fingerprint = 0;            ///< of the pictures to train
  std::vector<cameo::EpochScores> history;  ///< of all whole epochs
};

/// The same pictures with the same labels in the same order have the same one (FNV-1a).
std::uint64_t fingerprint_of(const cameo::LoadedImages& images);

/// Where the state of a training is kept: model.trainer beside model.safetensors; in a folder, the one of its
/// model.
Path state_file_of(const Path& model_or_folder);

/// Keeps all that a training needs to go on: whole or not at all. The state names the options that decide
/// which pictures are trained on, and how they are prepared and augmented.
cameo::Error save_state(const Path& path, const FaceTrainer& trainer, const TrainOptions& options,
                        const TrainingState& state);

/// The trainer goes on as if it had never stopped, with the learning rate that it had. A Failure when the
/// file is damaged or began with other options.
TrainingState load_state(const Path& path, FaceTrainer& trainer, const TrainOptions& options);

}  // namespace faces
