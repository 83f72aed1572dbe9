// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

#include "cameo/data/dataset.hpp"
#include "cameo/net/weights.hpp"
#include "cameo/train/callback.hpp"

namespace cameo::inline CAMEO_ABI {

/// Samples that a Trainer or Predictor takes at once. A training step takes 1 to N.
template <int N>
struct Batch {
  static_assert(N >= 1, "Batch: a batch has at least one sample");
  static constexpr int batch = N >= 1 ? N : 1;
};

/// Parameters of a Predictor that lie elsewhere, such as in flash: Predictor<Net, Borrowed>.
struct Borrowed {};

/// The calling thread alone; Threads<N> of train/threads.hpp is a team.
struct OneThread {
  static constexpr int threads = 1;

  struct Team {
    Error error() const { return {}; }

    /// Calls f(part, thread) for the parts 0 .. parts - 1.
    template <class F>
    void run(int parts, const F& f) {
      for (int part = 0; part < parts; ++part) f(part, 0);
    }
  };
};

/// Named arguments of fit.
struct FitOptions {
  int epochs = 1;
  const Dataset* validation_data = nullptr;
  bool shuffle = true;     ///< a fresh order each epoch
  std::uint64_t seed = 0;  ///< of order, augmentation and dropout
  Callback* callback = nullptr;
};

namespace detail {

/// The option that has a Team, or OneThread.
template <class... Options>
struct TeamOption {
  using type = OneThread;
};
template <class First, class... Rest>
struct TeamOption<First, Rest...> : TeamOption<Rest...> {};
template <class First, class... Rest>
requires requires { typename First::Team; }
struct TeamOption<First, Rest...> {
  using type = First;
};

/// The option of Weights, or Weights::float32.
template <class... Options>
struct WeightsOption {
  using type = Weights::float32;
};
template <class First, class... Rest>
struct WeightsOption<First, Rest...> : WeightsOption<Rest...> {};
template <class First, class... Rest>
requires requires { typename First::StoredWeight; }
struct WeightsOption<First, Rest...> {
  using type = First;
};

template <class>
inline constexpr int batch_of = 0;
template <int N>
inline constexpr int batch_of<Batch<N>> = Batch<N>::batch;

/// N of the Batch<N> among the options, or `otherwise`.
template <int Otherwise, class... Options>
inline constexpr int batch_option =
    (0 + ... + batch_of<Options>) > 0 ? (0 + ... + batch_of<Options>) : Otherwise;

}  // namespace detail

}  // namespace cameo::inline CAMEO_ABI
