// SPDX-License-Identifier: MIT
#pragma once

#include <concepts>
#include <cstdint>
#include <type_traits>

#include "cameo/core/result.hpp"

namespace cameo::inline CAMEO_ABI {

/// Who does the work of a Trainer or Predictor: an option with the number of its `threads` and a `Team`,
/// whose
///   least_work      how many multiply-adds are worth a call of run(); others are done by the calling thread
///   error()         says why a thread is missing; empty when none is
///   run(parts, f)   calls f(part, thread) once for each of the parts 0 .. parts - 1 and returns when all are
///                   done; `thread`, 0 .. threads - 1, computes no other part meanwhile
/// OneThread is one, Threads<N> of train/threads.hpp another.
template <class Option>
concept TeamOption = requires(typename Option::Team team, void (*f)(int, int)) {
  { Option::threads } -> std::convertible_to<int>;
  { Option::Team::least_work } -> std::convertible_to<std::int64_t>;
  { team.error() } -> std::convertible_to<Error>;
  team.run(1, f);
};

/// The calling thread alone.
struct OneThread {
  static constexpr int threads = 1;

  struct Team {
    static constexpr std::int64_t least_work = 0;

    Error error() const { return {}; }

    template <class Function>
    void run(int parts, const Function& f) {
      for (int part = 0; part < parts; ++part) f(part, 0);
    }
  };
};

namespace detail {

template <class Option>
struct IsTeam : std::bool_constant<TeamOption<Option>> {};

}  // namespace detail

}  // namespace cameo::inline CAMEO_ABI
