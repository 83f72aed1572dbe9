// SPDX-License-Identifier: MIT
#pragma once

#include <cassert>

#include "cameo/core/abi.hpp"

namespace cameo::inline CAMEO_ABI::detail {

/// Traps two threads that use one object at once, where assertions are on (no NDEBUG). A copy is not in use.
class ExclusiveUse {
 public:
  ExclusiveUse() = default;
  ExclusiveUse(const ExclusiveUse&) {}
  ExclusiveUse& operator=(const ExclusiveUse&) { return *this; }

  /// In use as long as it lives.
  class Scope {
   public:
    explicit Scope([[maybe_unused]] ExclusiveUse& use) : use_(use) {
#ifndef NDEBUG
      [[maybe_unused]] const bool in_use = __atomic_exchange_n(&use_.in_use_, true, __ATOMIC_ACQUIRE);
      assert(!in_use && "two threads use one Trainer or Predictor at once: give each thread its own");
#endif
    }
    ~Scope() {
      (void)use_.in_use_;  // clang warns of a member that nobody names
#ifndef NDEBUG
      __atomic_store_n(&use_.in_use_, false, __ATOMIC_RELEASE);
#endif
    }
    Scope(const Scope&) = delete;
    Scope& operator=(const Scope&) = delete;

   private:
    ExclusiveUse& use_;
  };

 private:
  bool in_use_ = false;  // there with NDEBUG too: sizes do not depend on it
};

}  // namespace cameo::inline CAMEO_ABI::detail
