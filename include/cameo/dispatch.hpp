// SPDX-License-Identifier: MIT
#pragma once

// One program for many CPUs. A file with a network is compiled once per SIMD target by the CMake function
// cameo_dispatch(PROGRAM FILE...); the first call picks the best copy that this CPU can run.
//
// The program and the copies share a table of functions, for coarse actions: a step, an epoch, a prediction.
// It is a struct of function pointers that take built-in and std types only: Cameo's own types have other
// names in each copy.
//
//   struct Actions { float (*train)(std::span<const float> x, std::span<const float> y); };  // a header
//   CAMEO_DISPATCHED(Actions, .train = train)                     // the file that is compiled per target
//   cameo::dispatched::best<Actions>().train(x, y);               // anywhere else
//
// Nothing of a copy may run before the choice. Its file therefore has no global object whose constructor runs
// code, as a Trainer's and a Predictor's do: keep them in function-local statics, which are made at the first
// call. Its own functions and types belong in an anonymous namespace, so that no two copies share a name.

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <span>
#include <string_view>

#include "cameo/core/abi.hpp"

// What crosses between files compiled for different targets has the same name in all of them, and is data
// only: of a function the linker would keep one body, perhaps of the target that this CPU lacks.
namespace cameo::dispatched {

/// One compiled copy of a table of actions.
template <class Actions>
struct Copy : Actions {
  const char* target;  ///< "AVX2"; of the baseline what its flags gave, such as "SCALAR"
  std::int64_t bit;    ///< Highway's bit of that target: the lower, the better
};

namespace detail {

inline constexpr std::int64_t baseline = 0;

/// Defined by CAMEO_DISPATCHED in each copy; `target` is Highway's bit, or baseline.
template <class Actions, std::int64_t target>
struct Compiled {
  static const Copy<Actions> copy;
};

// These are defined in other files, as clang cannot know.
#ifdef __clang__
#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Wundefined-var-template"
#endif

template <class Actions, std::int64_t... targets>
inline constexpr const Copy<Actions>* list[] = {&Compiled<Actions, targets>::copy...};

/// Every copy, the baseline first; defined by CAMEO_DISPATCHED in the baseline.
template <class Actions>
struct Copies {
  static const std::span<const Copy<Actions>* const> all;
};

}  // namespace detail

inline namespace CAMEO_ABI {

/// Every copy in this program, the baseline first, whether this CPU can run it or not.
template <class Actions>
std::span<const Copy<Actions>* const> copies() {
  return detail::Copies<Actions>::all;
}

#ifdef __clang__
#pragma clang diagnostic pop
#endif

/// Whether CPU and operating system have all instructions that cameo_dispatch() gives to the compiler for the
/// target of this bit.
inline bool cpu_supports([[maybe_unused]] std::int64_t bit) {
#if HWY_ARCH_X86
  __builtin_cpu_init();
  const bool sse4 = __builtin_cpu_supports("sse4.2") && __builtin_cpu_supports("popcnt");
  const bool avx2 = sse4 && __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") &&
                    __builtin_cpu_supports("bmi") && __builtin_cpu_supports("bmi2");
  if (bit == HWY_SSSE3) return __builtin_cpu_supports("ssse3");
  if (bit == HWY_SSE4) return sse4;
  if (bit == HWY_AVX2) return avx2;
  if (bit == HWY_AVX3)
    return avx2 && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
           __builtin_cpu_supports("avx512cd") && __builtin_cpu_supports("avx512dq") &&
           __builtin_cpu_supports("avx512vl");
#endif
  return false;
}

/// "avx2" and "AVX2" are one name.
inline bool same_name(std::string_view a, std::string_view b) {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [&](char x, char y) { return lower(x) == lower(y); });
}

/// The copy for a target by its name, "avx2" or "AVX2"; nullptr where there is none or this CPU cannot run
/// it.
template <class Actions>
const Copy<Actions>* find(std::string_view target) {
  for (const Copy<Actions>* copy : copies<Actions>())
    if (same_name(copy->target, target) && (copy == copies<Actions>()[0] || cpu_supports(copy->bit)))
      return copy;
  return nullptr;
}

/// The best copy that this CPU can run, chosen at the first call. The environment variable CAMEO_DISPATCH may
/// name another, as for find(); a name that find() does not find changes nothing.
template <class Actions>
const Copy<Actions>& best() {
  static const Copy<Actions>* const chosen = [] {
    const char* forced = std::getenv("CAMEO_DISPATCH");
    if (forced != nullptr)
      if (const Copy<Actions>* copy = find<Actions>(forced)) return copy;
    const Copy<Actions>* result = copies<Actions>()[0];
    for (const Copy<Actions>* copy : copies<Actions>())
      if (copy->bit < result->bit && cpu_supports(copy->bit)) result = copy;
    return result;
  }();
  return *chosen;
}

}  // namespace CAMEO_ABI
}  // namespace cameo::dispatched

/// Fills a table of actions, in a file given to cameo_dispatch(), in the global namespace:
///
///   CAMEO_DISPATCHED(Actions, .train = train, .predict = predict)
///
/// In a file compiled as any other, there is one copy. All of it is constant data: a copy for AVX-512 that
/// registered itself when the program starts would run AVX-512 code to do so.
#ifdef CAMEO_DISPATCHED_TARGET
static_assert(
    HWY_STATIC_TARGET == CAMEO_DISPATCHED_TARGET,
    "cameo_dispatch: the program's own flags hide those of the target; remove -march and -m from them");
#define CAMEO_DISPATCHED(Actions, ...) CAMEO_DISPATCHED_COPY(Actions, CAMEO_DISPATCHED_TARGET, __VA_ARGS__)
#else
#ifndef CAMEO_DISPATCHED_TARGETS
#define CAMEO_DISPATCHED_TARGETS cameo::dispatched::detail::baseline
#endif
#define CAMEO_DISPATCHED(Actions, ...)                                             \
  CAMEO_DISPATCHED_COPY(Actions, cameo::dispatched::detail::baseline, __VA_ARGS__) \
  template <>                                                                      \
  constinit const std::span<const cameo::dispatched::Copy<Actions>* const>         \
      cameo::dispatched::detail::Copies<Actions>::all{                             \
          cameo::dispatched::detail::list<Actions, CAMEO_DISPATCHED_TARGETS>};
#endif
#define CAMEO_DISPATCHED_COPY(Actions, key, ...)                                                            \
  template <>                                                                                               \
  constinit const cameo::dispatched::Copy<Actions> cameo::dispatched::detail::Compiled<Actions, key>::copy{ \
      {__VA_ARGS__}, cameo::target_name, HWY_STATIC_TARGET};
