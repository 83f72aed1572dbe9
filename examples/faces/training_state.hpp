// SPDX-License-Identifier: MIT
#pragma once

#include "commands.hpp"
#include "face_net.hpp"

namespace faces {

/// Where the state of a training is kept: model.trainer beside model.safetensors; in a folder, the one of its
/// model.
Path state_file_of(const Path& model_or_folder);

/// Keeps all that a training needs to go on: whole or not at all. The state names the options that decide
/// which pictures are trained on.
cameo::Error save_state(const Path& path, const FaceTrainer& trainer, const TrainOptions& options,
                        const std::vector<std::string>& class_names);

/// The trainer goes on as if it had never stopped, with the learning rate that it had. Returns the classes'
/// names in their order. A Failure when the file is damaged or began with other options.
std::vector<std::string> load_state(const Path& path, FaceTrainer& trainer, const TrainOptions& options);

}  // namespace faces
