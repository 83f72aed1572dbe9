// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>

#include "cameo/core/abi.hpp"

#ifdef __linux__
#include <sys/mman.h>
#include <unistd.h>
#endif

namespace cameo::inline CAMEO_ABI::detail {

/// Asks Linux to lay `object`, which nothing has touched yet, in pages of 2 MB where it can: a step walks
/// through all of it, and finding small pages takes up to a fifth of the time. Only a hint: pages of another
/// size, or a system that never gives large ones, are as good as before.
template <class Object>
void prefer_huge_pages([[maybe_unused]] const Object& object) {
#if defined(__linux__) && defined(MADV_HUGEPAGE)
  constexpr std::size_t huge_page = std::size_t{2} << 20;
  if constexpr (sizeof(Object) >= huge_page) {
    const auto page = static_cast<std::uintptr_t>(sysconf(_SC_PAGESIZE));
    const auto begin = reinterpret_cast<std::uintptr_t>(&object);
    const std::uintptr_t first = begin - begin % page;  // what stands before it on its first page comes along
    madvise(reinterpret_cast<void*>(first), begin + sizeof(Object) - first, MADV_HUGEPAGE);
  }
#endif
}

}  // namespace cameo::inline CAMEO_ABI::detail
