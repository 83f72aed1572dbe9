// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "face_net.hpp"
#include "pictures.hpp"

namespace faces {

/// What a model needs beside its weights: kept in the `__metadata__` of its safetensors file.
struct ModelInfo {
  std::vector<std::string> class_names{"class 0", "class 1"};
  Preparation preparation;
};

/// One file, whole or not at all. A Failure keeps what was there.
void save_model(const std::filesystem::path& path, const Parameters<FaceNet>& parameters,
                const ModelInfo& info);

/// A model to predict with: static storage, never the stack.
class FaceModel {
 public:
  /// A Failure when the file is no model of this network. Weights without our metadata, such as Keras's, are
  /// those of pictures squeezed into the input.
  void load(const std::filesystem::path& path);

  const ModelInfo& info() const { return info_; }

  Scores evaluate(const Dataset& data);

  /// The probability of class 1 for each picture.
  Error predict(const Dataset& data, std::span<float> probabilities);

 private:
  Predictor<FaceNet, Batch<32>> predictor_;
  ModelInfo info_;
};

}  // namespace faces
