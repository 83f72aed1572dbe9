// SPDX-License-Identifier: MIT
#pragma once

#include <cmath>
#include <concepts>
#include <string_view>

#include "cameo/core/abi.hpp"
#include "cameo/core/decimal.hpp"
#include "cameo/core/result.hpp"

namespace cameo::inline CAMEO_ABI {

/// An optimizer is its hyperparameters and the number of values it keeps for each parameter;
/// `UpdateRule<Optimizer>` (optim/update-inl.hpp) computes it. It may have a name, `static constexpr
/// std::string_view name`, and `Error check() const` for hyperparameters besides the learning rate. One with
/// a member `weight_decay` has decoupled weight decay: each step begins with
///   w -= learning_rate * weight_decay * w
/// for the tensors that decay, kernels and not biases (ParameterSpec::decays).
template <class OptimizerType>
concept Optimizer = requires(OptimizerType optimizer) {
  { OptimizerType::states } -> std::convertible_to<int>;
  { optimizer.learning_rate } -> std::convertible_to<float>;
};

/// An optimizer with decoupled weight decay.
template <class OptimizerType>
concept DecaysWeights = Optimizer<OptimizerType> && requires(OptimizerType optimizer) {
  { optimizer.weight_decay } -> std::convertible_to<float>;
};

namespace detail {

/// "Adam: beta_1 is 1.5, but must be at least 0 and below 1"
inline Error check_decay(std::string_view optimizer, std::string_view name, float value) {
  if (value >= 0 && value < 1) return {};
  return Error(optimizer, ": ", name, " is ", decimal(static_cast<double>(value), 4),
               ", but must be at least 0 and below 1");
}

/// "the learning rate is -1.000000, but must be a finite number of at least 0"
inline Error check_rate(std::string_view name, float rate, int digits) {
  if (rate >= 0 && std::isfinite(rate)) return {};
  return Error(name, " is ", decimal(static_cast<double>(rate), digits),
               ", but must be a finite number of at least 0");
}

}  // namespace detail

/// v = momentum * v - learning_rate * g; w += v, or with nesterov w += momentum * v - learning_rate * g.
/// Keeps v, 0 where it is below 1e-34. https://keras.io/api/optimizers/sgd
struct SGD {
  static constexpr int states = 1;
  static constexpr std::string_view name = "SGD";
  float learning_rate = 0.01f;
  float momentum = 0;
  bool nesterov = false;

  Error(check)() const { return detail::check_decay(name, "momentum", momentum); }
};

/// SGD with decoupled weight decay, Keras's SGD(weight_decay=...): each step begins with
/// w -= learning_rate * weight_decay * w for the tensors that decay (ParameterSpec::decays).
/// (Loshchilov, Hutter: ICLR 2019.)
struct SGDW {
  static constexpr int states = SGD::states;
  static constexpr std::string_view name = "SGDW";
  float learning_rate = 0.01f;
  float momentum = 0;
  bool nesterov = false;
  float weight_decay = 0.004f;

  SGD without_decay() const { return {learning_rate, momentum, nesterov}; }

  Error(check)() const { return detail::check_decay(name, "momentum", momentum); }
};

/// m = beta_1 m + (1 - beta_1) g; v = beta_2 v + (1 - beta_2) g^2;
/// w -= learning_rate * sqrt(1 - beta_2^t) / (1 - beta_1^t) * m / (sqrt(v) + epsilon). Keeps m and v.
/// v has a floor of 1e-34, and m below it is 0: denormals would halve the speed once a batch is learnt.
/// (Kingma, Ba: ICLR 2015.) https://keras.io/api/optimizers/adam
struct Adam {
  static constexpr int states = 2;
  static constexpr std::string_view name = "Adam";
  float learning_rate = 1e-3f;
  float beta_1 = 0.9f;
  float beta_2 = 0.999f;
  float epsilon = 1e-7f;

  Error(check)() const { return check_as(name); }

  Error check_as(std::string_view optimizer) const {
    if (Error error = detail::check_decay(optimizer, "beta_1", beta_1)) return error;
    if (Error error = detail::check_decay(optimizer, "beta_2", beta_2)) return error;
    if (Error error = detail::check_rate("epsilon", epsilon, 9))
      return Error(optimizer, ": ", error.message());
    return {};
  }
};

/// Adam with decoupled weight decay: each step begins with w -= learning_rate * weight_decay * w for the
/// tensors that decay (ParameterSpec::decays): kernels; neither biases nor gamma and beta of a normalization,
/// which Keras decays too unless they are excluded.
/// (Loshchilov, Hutter: ICLR 2019.) https://keras.io/api/optimizers/adamw
struct AdamW {
  static constexpr int states = Adam::states;
  static constexpr std::string_view name = "AdamW";
  float learning_rate = 1e-3f;
  float beta_1 = 0.9f;
  float beta_2 = 0.999f;
  float epsilon = 1e-7f;
  float weight_decay = 0.004f;

  Adam without_decay() const { return {learning_rate, beta_1, beta_2, epsilon}; }

  Error(check)() const { return without_decay().check_as(name); }
};

/// Whether an optimizer's hyperparameters can be used.
template <Optimizer OptimizerType>
Error check_optimizer(const OptimizerType& optimizer) {
  if (Error error = detail::check_rate("the learning rate", optimizer.learning_rate, 6)) return error;
  if constexpr (DecaysWeights<OptimizerType>)
    if (Error error = detail::check_rate("the weight decay", optimizer.weight_decay, 6)) return error;
  if constexpr (requires { (optimizer.check)(); }) return (optimizer.check)();
  return {};
}

}  // namespace cameo::inline CAMEO_ABI
