// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>

#include "cameo/train/history.hpp"

namespace cameo::inline CAMEO_ABI {

/// Where training stands.
struct TrainingProgress {
  int epoch = 0;  ///< from 0
  int epochs = 0;
  std::size_t sample = 0;  ///< samples of this epoch done
  std::size_t samples = 0;
  EpochScores scores;  ///< means over the epoch so far
};

/// Told of every batch and epoch; each answer says whether to go on.
class Callback {
 public:
  virtual bool on_batch_end(const TrainingProgress&) { return true; }
  virtual bool on_epoch_end(const TrainingProgress&) { return true; }

 protected:
  ~Callback() = default;
};

}  // namespace cameo::inline CAMEO_ABI
