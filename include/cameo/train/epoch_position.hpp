// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>

#include "cameo/core/abi.hpp"

namespace cameo::inline CAMEO_ABI {

/// How far fit has come since initialize. Where a callback has ended an epoch early, fit goes on in the
/// middle of it when it is called with the same samples, labels, weights and seed, and with a sampler or
/// shuffle as before.
struct EpochPosition {
  std::uint64_t epochs = 0;      ///< finished
  std::uint64_t sample = 0;      ///< samples done of an unfinished epoch; 0 between epochs
  std::uint64_t samples = 0;     ///< samples of that epoch,
  std::uint64_t key = 0;         ///< of its seed and data, and of what gives their order,
  std::uint64_t first_step = 0;  ///< the optimizer's steps when it began,
  double loss = 0;               ///< and the sums of its figures so far
  double metric = 0;
};

}  // namespace cameo::inline CAMEO_ABI
