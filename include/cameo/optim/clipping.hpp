// SPDX-License-Identifier: MIT
#pragma once

#include <limits>
#include <type_traits>

#include "cameo/core/float_constant.hpp"

namespace cameo::inline CAMEO_ABI {

namespace detail {

constexpr bool is_limit(float limit) { return limit > 0 && limit <= (std::numeric_limits<float>::max)(); }

}  // namespace detail

// Options of a Trainer that keep gradients small; one of them at a time, as in Keras.

/// Each value of the gradient is kept within -Limit .. Limit. Costs no memory. (Keras's clipvalue.)
template <FloatConstant Limit>
struct ClipValue {
  static_assert(detail::is_limit(Limit), "ClipValue: the limit must be a finite number above 0");
  static constexpr bool by_norm = false;
};

/// The gradient of each tensor whose norm, the root of the sum of its squares, is above Limit is scaled to
/// that norm. Costs memory for the gradients of all parameters. (Keras's clipnorm.)
template <FloatConstant Limit>
struct ClipNorm {
  static_assert(detail::is_limit(Limit), "ClipNorm: the limit must be a finite number above 0");
  static constexpr bool by_norm = true, of_each_tensor = true;
  static constexpr float limit = Limit;
};

/// The gradient of all parameters, as one vector, is scaled to the norm Limit where its norm is above it.
/// Costs memory for the gradients of all parameters. (Keras's global_clipnorm, PyTorch's clip_grad_norm_.
/// Pascanu, Mikolov, Bengio: ICML 2013.)
template <FloatConstant Limit>
struct GlobalClipNorm {
  static_assert(detail::is_limit(Limit), "GlobalClipNorm: the limit must be a finite number above 0");
  static constexpr bool by_norm = true, of_each_tensor = false;
  static constexpr float limit = Limit;
};

namespace detail {

/// Stands where no clipping is asked for.
struct NoClipping {
  static constexpr bool by_norm = false;
};

template <class>
struct IsClipping : std::false_type {};
template <FloatConstant Limit>
struct IsClipping<ClipValue<Limit>> : std::true_type {};
template <FloatConstant Limit>
struct IsClipping<ClipNorm<Limit>> : std::true_type {};
template <FloatConstant Limit>
struct IsClipping<GlobalClipNorm<Limit>> : std::true_type {};

}  // namespace detail

}  // namespace cameo::inline CAMEO_ABI
