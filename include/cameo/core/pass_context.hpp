// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

#include "cameo/core/abi.hpp"

namespace cameo::inline CAMEO_ABI {

/// Draws and mode of a pass.
struct PassContext {
  bool training = false;
  std::uint64_t key = 0;   ///< of this step's random numbers, which no other purpose shares
  int first_sample = 0;    ///< place in the step's samples of the first one that the stage is given
  bool backwards = false;  ///< what is read once is read from its end, as every other prediction does
};

}  // namespace cameo::inline CAMEO_ABI
