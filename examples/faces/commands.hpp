// SPDX-License-Identifier: MIT
#pragma once

#include <cameo/data/augmentation.hpp>
#include <cameo/data/crop.hpp>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "pictures.hpp"

// The subcommands of `faces`. Each throws a Failure, or returns the exit status.

namespace faces {

using Path = std::filesystem::path;

inline constexpr const char* maker = "faces";  ///< which pictures say that they are made by

struct TrainOptions {
  Path data;
  Path test;  ///< empty: a part of `data`
  double validation_split = 0.1;
  std::optional<double> test_split;
  int epochs = 10;
  std::optional<float> learning_rate;  ///< none: 1e-3, or that of the training that is resumed
  std::uint64_t seed = 0;
  Preparation preparation;
  cameo::Augmentation augmentation;
  bool balance = false;
  bool strict = false;
  Path output = "faces-output";
  Path json;    ///< empty: none
  Path resume;  ///< a model whose training goes on, or its folder; empty: none
};
int train(const TrainOptions& options);

struct EvaluateOptions {
  Path model;
  Path data;
  bool strict = false;
  Path json;
};
int evaluate(const EvaluateOptions& options);

struct PredictOptions {
  Path model;
  std::vector<Path> pictures;
};
int predict(const PredictOptions& options);

struct PreprocessOptions {
  std::vector<Path> pictures;
  Path output = "faces-output";
  Preparation preparation;
  cameo::Augmentation augmentation;
  std::uint64_t seed = 0;
  std::vector<int> resize, crop,
      center_crop;               ///< {height, width}, {top, left, height, width}, {height, width}
  std::optional<double> rotate;  ///< degrees
  bool flip_horizontal = false, flip_vertical = false, gray = false;
};
int preprocess(const PreprocessOptions& options);

int summary();

}  // namespace faces
