// SPDX-License-Identifier: MIT
#pragma once

#include <concepts>
#include <type_traits>

#include "cameo/layers/activations.hpp"

namespace cameo::inline CAMEO_ABI {

/// What is shown beside a loss.
enum class Metric {
  Accuracy,           ///< the part of the samples, or of their outputs, that is right
  MeanAbsoluteError,  ///< mean |p - y|, of a regression
};

/// What a loss says of itself: a type without values, or with those of its options, such as CosFace's margin.
/// `LossKernel<Loss>` (loss/loss-inl.hpp) computes it. Options may be checked by `Error check_options()
/// const`.
struct LossDescription {
  /// Values of one sample's label.
  template <class Out>
  static constexpr int label_width = static_cast<int>(Out::size);

  /// Whether the loss of a batch is the mean of its samples' losses, each of one sample alone. Only then can
  /// samples have weights.
  static constexpr bool by_sample = true;

  /// What LossSums::metric adds up.
  static constexpr Metric metric = Metric::Accuracy;

  /// True when the loss returns the gradient before `LastLayer` (its activation) instead of after it.
  template <class LastLayer>
  static constexpr bool absorbs = false;

  template <class LastLayer, class Out>
  static consteval bool(check)() {
    return true;
  }
};

template <class LossType>
concept Loss = std::derived_from<LossType, LossDescription>;

/// loss = -mean(y log p + (1 - y) log(1 - p)), computed from what the sigmoid was given, as Keras on
/// TensorFlow does; p alone is clipped to 1e-7 .. 1 - 1e-7. Labels 0 .. 1, one an output. Gradient before the
/// sigmoid: (p - y) / (n * outputs). Accuracy: (p > 0.5) == (y > 0.5).
/// https://keras.io/api/losses/probabilistic_losses/#binarycrossentropy-class
struct BinaryCrossentropy : LossDescription {
  template <class LastLayer>
  static constexpr bool absorbs = std::same_as<LastLayer, Sigmoid>;

  template <class LastLayer, class Out>
  static consteval bool(check)() {
    static_assert(
        std::same_as<LastLayer, Sigmoid>,
        "BinaryCrossentropy: the network does not end in probabilities; make Sigmoid its last layer");
    return true;
  }
};

/// loss = -mean over samples of sum over classes y log p, computed from what the softmax was given, as Keras
/// on TensorFlow does; p alone is clipped to 1e-7 .. 1 - 1e-7. Labels: a probability a class. Gradient before
/// the softmax: (p - y) / n, for labels that sum to 1. Accuracy: argmax p == argmax y.
/// https://keras.io/api/losses/probabilistic_losses/#categoricalcrossentropy-class
struct CategoricalCrossentropy : LossDescription {
  template <class LastLayer>
  static constexpr bool absorbs = std::same_as<LastLayer, Softmax>;

  template <class LastLayer, class Out>
  static consteval bool(check)() {
    static_assert(
        std::same_as<LastLayer, Softmax>,
        "CategoricalCrossentropy: the network does not end in probabilities that sum to 1; make Softmax "
        "its last layer");
    static_assert(Out::rank == 1,
                  "CategoricalCrossentropy: the output is an image; put Flatten and Dense before Softmax");
    return true;
  }
};

/// As CategoricalCrossentropy; a label is the index of its class, 0 .. classes - 1, as a float.
/// https://keras.io/api/losses/probabilistic_losses/#sparsecategoricalcrossentropy-class
struct SparseCategoricalCrossentropy : LossDescription {
  template <class Out>
  static constexpr int label_width = 1;

  template <class LastLayer>
  static constexpr bool absorbs = std::same_as<LastLayer, Softmax>;

  template <class LastLayer, class Out>
  static consteval bool(check)() {
    static_assert(
        std::same_as<LastLayer, Softmax>,
        "SparseCategoricalCrossentropy: the network does not end in probabilities that sum to 1; make "
        "Softmax its last layer");
    static_assert(
        Out::rank == 1,
        "SparseCategoricalCrossentropy: the output is an image; put Flatten and Dense before Softmax");
    return true;
  }
};

/// loss = mean (p - y)^2; labels: one an output. Gradient: 2 (p - y) / (n * outputs).
/// Shown with it: the mean absolute error.
/// https://keras.io/api/losses/regression_losses/#meansquarederror-class
struct MeanSquaredError : LossDescription {
  static constexpr Metric metric = Metric::MeanAbsoluteError;
};

}  // namespace cameo::inline CAMEO_ABI
