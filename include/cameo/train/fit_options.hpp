// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

#include "cameo/data/dataset.hpp"
#include "cameo/data/sampler.hpp"
#include "cameo/train/callback.hpp"

namespace cameo::inline CAMEO_ABI {

/// Named arguments of fit.
struct FitOptions {
  int epochs = 1;
  const Dataset* validation_data = nullptr;
  bool shuffle = true;           ///< a fresh order each epoch, unless a sampler gives one
  std::uint64_t seed = 0;        ///< of order, augmentation and dropout
  Callback* callback = nullptr;  ///< of several, Callbacks (train/callback.hpp) makes one
  Sampler* sampler = nullptr;    ///< which samples an epoch shows, in its order; without one all of them
};

}  // namespace cameo::inline CAMEO_ABI
