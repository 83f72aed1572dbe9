// SPDX-License-Identifier: MIT
#pragma once

#include "cameo/core/abi.hpp"

namespace cameo::inline CAMEO_ABI {

/// For a loop that waits for another thread: leaves the core to its sibling for a moment.
inline void pause_spinning() {
#if defined(__x86_64__) || defined(__i386__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  asm volatile("yield");
#endif
}

}  // namespace cameo::inline CAMEO_ABI
