// SPDX-License-Identifier: MIT
#pragma once

#include <cameo/data/picture.hpp>
#include <cameo/train/history.hpp>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "scores.hpp"

namespace faces {

/// What `train` has measured.
struct Results {
  BinaryScores test;
  std::span<const cameo::EpochScores> history;
  double step_ms = 0;  ///< median of the training steps
  std::size_t train_samples = 0, validation_samples = 0, test_samples = 0;
  std::size_t trainer_bytes = 0;
  std::vector<std::string> skipped;  ///< a sentence for each damaged picture
};

/// Every figure as JSON, whole or not at all; what is not known (NaN) is null.
void write_json(const Results& results, const std::filesystem::path& path);
void write_json(const BinaryScores& test, const std::filesystem::path& path);

/// Loss and accuracy over the epochs as a PNG. Requires an epoch.
void write_curves(std::span<const cameo::EpochScores> history, const std::filesystem::path& path);

/// Pictures as one PNG: 20 in a row, the first `most_on_sheet`. Requires a picture.
inline constexpr std::size_t most_on_sheet = 400;
void write_sheet(std::span<const cameo::PictureView> pictures, const std::filesystem::path& path);

}  // namespace faces
