// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>

#include "cameo/core/abi.hpp"
#include "cameo/core/result.hpp"

namespace cameo::inline CAMEO_ABI {

/// Which samples of a data set an epoch shows, and in which order; FitOptions::sampler takes one. Its choice
/// hangs on the key alone, so that an epoch that was interrupted goes on.
class Sampler {
 public:
  /// Of the data set.
  virtual std::size_t samples() const = 0;

  /// Why it cannot choose, such as labels or numbers that it was made with: fit says it before the first
  /// step.
  virtual Error error() const { return {}; }

  /// Draws the epoch of this key. Returns how many samples it shows, 1 at least.
  virtual std::size_t begin_epoch(std::uint64_t key) = 0;

  /// Number `place` of those. Threads of a team call it at once.
  virtual std::size_t index(std::size_t place) const = 0;

 protected:
  ~Sampler() = default;
};

}  // namespace cameo::inline CAMEO_ABI
