// SPDX-License-Identifier: MIT
#pragma once

#include <concepts>

#include "cameo/core/abi.hpp"

namespace cameo::inline CAMEO_ABI {

/// An optimizer is its hyperparameters and the number of values it keeps for each parameter;
/// `UpdateRule<Optimizer>` (optim/update-inl.hpp) computes it.
template <class O>
concept Optimizer = requires(O optimizer) {
  { O::slots } -> std::convertible_to<int>;
  { optimizer.learning_rate } -> std::convertible_to<float>;
};

/// v = momentum * v - learning_rate * g; w += v, or with nesterov w += momentum * v - learning_rate * g.
/// Keeps v, 0 where it is below 1e-34. https://keras.io/api/optimizers/sgd
struct SGD {
  static constexpr int slots = 1;
  float learning_rate = 0.01f;
  float momentum = 0;
  bool nesterov = false;
};

/// m = beta_1 m + (1 - beta_1) g; v = beta_2 v + (1 - beta_2) g^2;
/// w -= learning_rate * sqrt(1 - beta_2^t) / (1 - beta_1^t) * m / (sqrt(v) + epsilon). Keeps m and v.
/// v has a floor of 1e-34, and m below it is 0: denormals would halve the speed once a batch is learnt.
/// (Kingma, Ba: ICLR 2015.) https://keras.io/api/optimizers/adam
struct Adam {
  static constexpr int slots = 2;
  float learning_rate = 1e-3f;
  float beta_1 = 0.9f;
  float beta_2 = 0.999f;
  float epsilon = 1e-7f;
};

}  // namespace cameo::inline CAMEO_ABI
