// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <type_traits>

#include "cameo/net/parameters.hpp"

namespace cameo::inline CAMEO_ABI {

/// An option of a Trainer: one step of the optimizer for every `Batches` batches, with the mean of the
/// gradients of all their samples, as if they had been one batch. So memory holds the activations of a small
/// batch, and the gradients of all parameters beside them. BatchNormalization takes its statistics from each
/// small batch and moves the moving ones with each. fit ends an epoch with a step on what is left.
/// (Keras's gradient_accumulation_steps, which takes what is left into the next epoch.)
template <int Batches>
struct Accumulate {
  static_assert(Batches >= 1, "Accumulate: a step takes at least one batch");
  static constexpr int batches = Batches;
};

/// How far a Trainer with Accumulate has come to its next step.
struct AccumulationPosition {
  std::uint64_t batches = 0;  ///< whose gradients are added up
  std::uint64_t samples = 0;  ///< in them
};

namespace detail {

template <class>
struct IsAccumulate : std::false_type {};
template <int Batches>
struct IsAccumulate<Accumulate<Batches>> : std::true_type {};

/// Gradients of all parameters that an optimizer changes, laid out as the parameters.
template <class Net, class Float>
class GradientTensors {
 public:
  explicit GradientTensors(Float* values) : values_(values) {}

  /// Calls f(name, shape, span of values) for each tensor.
  template <class Function>
  void for_each(Function&& f) const {
    for (const ParameterTensor& tensor : parameter_tensors<Net>)
      if (tensor.spec.trainable)
        f(tensor.name(), tensor.spec.shape, std::span(values_ + tensor.offset, tensor.spec.shape.size()));
  }

 private:
  Float* values_;
};

}  // namespace detail

}  // namespace cameo::inline CAMEO_ABI
