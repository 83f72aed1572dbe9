// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "cameo/net/parameters.hpp"
#include "cameo/optim/optimizers.hpp"

namespace cameo::inline CAMEO_ABI {

/// What an optimizer remembers: its values for each parameter, such as Adam's two moments, and how many steps
/// it has taken. With it and the parameters another Trainer goes on to the same bits.
template <Network Net, Optimizer OptimizerType>
struct OptimizerState {
  std::array<Parameters<Net>, static_cast<std::size_t>(OptimizerType::states)> states;
  std::uint64_t steps = 0;

  Parameters<Net>& operator[](std::size_t slot) { return states[slot]; }
  const Parameters<Net>& operator[](std::size_t slot) const { return states[slot]; }

  void clear() {
    for (Parameters<Net>& slot : states) slot.values.fill(0);
    steps = 0;
  }
};

}  // namespace cameo::inline CAMEO_ABI
