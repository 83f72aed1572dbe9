// SPDX-License-Identifier: MIT
#pragma once

// Catch2 of Debian 12 (2.13) and of Ubuntu 24.04 (3.4) under one name.
#if __has_include(<catch2/catch_all.hpp>)
#include <catch2/catch_all.hpp>
using Catch::Approx;
#else
#include <catch2/catch.hpp>
#endif

#include <cstdlib>
#include <string>

namespace cameo_test {

/// Whether what proves the same a second time is left out, as run.sh does without --all.
inline constexpr bool quick = CAMEO_QUICK_TESTS;

/// Set by CAMEO_SKIP; main() then returns `skip_status`, which CTest shows as skipped.
inline bool something_was_skipped = false;
inline constexpr int skip_status = 77;

/// CHECK_THAT(text, contains("part")), in either version of Catch2.
inline auto contains(const std::string& part) {
#if __has_include(<catch2/catch_all.hpp>)
  return Catch::Matchers::ContainsSubstring(part);
#else
  return Catch::Matchers::Contains(part);
#endif
}

}  // namespace cameo_test

/// Leaves the test case, saying why it cannot run here.
#define CAMEO_SKIP(reason)                    \
  do {                                        \
    WARN("skipped: " << (reason));            \
    cameo_test::something_was_skipped = true; \
    return;                                   \
  } while (false)
