// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "cameo/core/decimal.hpp"
#include "cameo/core/init.hpp"
#include "cameo/core/random.hpp"
#include "cameo/core/result.hpp"
#include "cameo/layers/kernel-inl.hpp"
#include "cameo/layers/layer.hpp"
#include "cameo/testing/layer_passes-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace cameo::inline CAMEO_ABI::HWY_NAMESPACE {

/// Runs one layer on random values: compares its backward pass with differences of its forward pass, and
/// checks what the passes of a network rely on.
class LayerCheck : LayerPasses {
 public:
  using LayerPasses::LayerPasses;

  Error run() {
    fill_uniform(x_.data(), batch * layer_.in, 1, 2);
    fill_uniform(w_.data(), layer_.parameters(), 2, 1);
    fill_uniform(dy_.data(), batch * layer_.out, 3, 1);
    begin_moving();
    for (int samples : {batch, 1}) {
      samples_ = samples;
      if (Error error = check_gradients()) return error;
      if (Error error = check_writes()) return error;
    }
    return check_samples();
  }

 private:
  /// What no optimizer changes is where it begins, a variance above 0.
  void begin_moving() {
    std::size_t offset = 0;
    for (const ParameterSpec& spec : layer_.specs) {
      const std::size_t size = spec.shape.size();
      if (!spec.trainable)
        initialize(std::span(w_.data() + offset, size), spec.initializer, spec.fan_in, spec.fan_out, 4);
      offset += padded_to_16(size);
    }
  }
  bool moves() const {
    return std::any_of(layer_.specs.begin(), layer_.specs.end(),
                       [](const ParameterSpec& spec) { return spec.moving_rate > 0; });
  }

  static void fill_uniform(float* values, std::size_t size, std::uint64_t key, float limit) {
    for (std::size_t i = 0; i < size; ++i) values[i] = (2 * random_uniform(key, i) - 1) * limit;
  }

  static auto number(float value) { return decimal(static_cast<double>(value), 6); }

  template <class... Parts>
  Error complaint(const Parts&... parts) const {
    return Error("check_layer: ", layer_.name, ": ", parts...);
  }

  // ---- gradients

  Error check_gradients() {
    forward();
    backward();
    if (Error error = compare("x", x_.data(), dx_.data(), x_size())) return error;
    std::size_t offset = 0;
    for (const ParameterSpec& spec : layer_.specs) {
      const std::size_t size = spec.shape.size();
      if (spec.trainable)
        if (Error error = compare(spec.name, w_.data() + offset, dw_.data() + offset, size)) return error;
      offset += padded_to_16(size);
    }
    return {};
  }

  /// The sum of dy * y, whose gradient backward computes, after `value` is changed to `changed`.
  double projection(float& value, float changed) {
    const float kept = value;
    value = changed;
    forward();
    value = kept;
    double sum = 0;
    for (std::size_t i = 0; i < y_size(); ++i)
      sum += static_cast<double>(dy_[i]) * static_cast<double>(y_[i]);
    return sum;
  }

  /// Slopes of the projection to the left and to the right of a value.
  struct Slopes {
    double left, right;

    double middle() const { return (left + right) / 2; }

    /// How far `gradient` lies outside the two, which differ at a kink such as ReLU's.
    double distance(double gradient) const {
      return std::fabs(gradient - middle()) - std::fabs(right - left) / 2;
    }
  };

  Slopes slopes(float& value, float step) {
    const float before = value - step, after = value + step;
    const double here = projection(value, value);
    return {(here - projection(value, before)) / (static_cast<double>(value) - static_cast<double>(before)),
            (projection(value, after) - here) / (static_cast<double>(after) - static_cast<double>(value))};
  }

  /// Each gradient must lie between its two slopes, or near them: within 0.2 % of the largest slope. Where it
  /// does not, a nearer look tells two kinks, as of max pooling's windows that overlap, from a mistake.
  Error compare(std::string_view name, float* values, const float* gradients, std::size_t size) {
    double largest = 0, worst = 0, worst_slope = 0;
    std::size_t worst_index = 0;
    for (std::size_t i = 0; i < size; ++i) {
      const double gradient = static_cast<double>(gradients[i]);
      const Slopes wide = slopes(values[i], 1.0f / 64);
      double distance = wide.distance(gradient);
      if (distance > 2e-5) distance = (std::min)(distance, slopes(values[i], 1.0f / 1024).distance(gradient));
      largest = (std::max)(largest, std::fabs(wide.middle()));
      if (distance <= worst) continue;  // NaN goes on
      worst = distance;
      worst_slope = wide.middle();
      worst_index = i;
      if (std::isnan(distance)) break;
    }
    if (worst <= 0.002 * largest + 2e-5) return {};
    return complaint("the gradient of ", name, "[", worst_index, "] is ", number(gradients[worst_index]),
                     " by backward and ", decimal(worst_slope, 6),
                     " by differences of forward, in a batch of ", samples_);
  }

  // ---- writes

  /// Each pass writes all of its results and nothing else, whatever stood there before and whether or not dx
  /// is wanted.
  Error check_writes() {
    for (bool training : {true, false}) {
      context_.training = training;
      forward();
      if (!y_.only_written_in(y_size(), garbage)) return outside("forward", "y");
      other_y_.copy(y_);
      forward(-garbage);
      if (Error error = overwritten("forward", "y", y_.data(), other_y_.data(), y_size())) return error;
    }
    context_.training = true;
    forward();
    backward();
    if (!dx_.only_written_in(x_size(), garbage)) return outside("backward", "dx");
    if (!dw_.only_written_in(layer_.parameters(), garbage)) return outside("backward", "dw");
    other_dx_.copy(dx_);
    other_dw_.copy(dw_);
    backward(true, -garbage);
    if (Error error = overwritten("backward", "dx", dx_.data(), other_dx_.data(), x_size())) return error;
    if (Error error = same_dw("backward")) return error;
    backward(false);
    if (Error error = same_dw("backward without dx")) return error;
    backward(true, garbage, 1);
    return added_dw();
  }

  Error outside(std::string_view pass, std::string_view result) const {
    return complaint(pass, " writes outside ", result, " in a batch of ", samples_);
  }

  Error same_dw(std::string_view pass) const {
    std::size_t offset = 0;
    for (const ParameterSpec& spec : layer_.specs) {
      const std::size_t size = spec.shape.size();
      if (Error error = overwritten(pass, spec.name, dw_.data() + offset, other_dw_.data() + offset, size))
        return error;
      offset += padded_to_16(size);
    }
    return {};
  }

  /// Other samples have added to these gradients before.
  Error added_dw() const {
    std::size_t offset = 0;
    for (const ParameterSpec& spec : layer_.specs) {
      for (std::size_t i = offset; i < offset + spec.shape.size(); ++i) {
        const float expected = other_dw_.data()[i] + 1, found = dw_.data()[i];
        if (!(std::fabs(found - expected) <= 1e-4f * (std::max)(1.0f, std::fabs(expected))))
          return complaint("backward makes ", number(found), " of 1 for the gradient of ", spec.name, "[",
                           i - offset, "] and not ", number(expected),
                           ": it must add to what other samples gave");
      }
      offset += padded_to_16(spec.shape.size());
    }
    return {};
  }

  Error overwritten(std::string_view pass, std::string_view result, const float* again, const float* once,
                    std::size_t size) const {
    const std::size_t i = first_difference(again, once, size, 0);
    if (i == size) return {};
    return complaint(pass, " gives ", number(once[i]), " for ", result, "[", i, "] and when run again ",
                     number(again[i]), ": it must hang on nothing that stood there before");
  }

  // ---- samples

  /// Layers are run sample by sample. What training neither draws by chance nor takes from the batch, a
  /// prediction gives too.
  Error check_samples() {
    context_.training = false;
    if (Error error = compare_alone("predicted")) return error;
    samples_ = batch;
    forward();
    predicted_.copy(y_);
    context_.training = true;
    if (Error error = compare_alone("trained")) return error;
    if (moves()) return check_moving();
    samples_ = batch;
    forward();
    other_y_.copy(y_);
    ++context_.key;
    forward();
    --context_.key;
    const bool random = first_difference(y_.data(), other_y_.data(), y_size(), 0) != y_size();
    const std::size_t i = first_difference(predicted_.data(), other_y_.data(), y_size(), 1e-5f);
    if (random || i == y_size()) return {};
    return complaint("forward gives ", number(predicted_[i]), " for y[", i, "] in prediction, but ",
                     number(y_[i]), " in training");
  }

  /// Each sample's result alone, at its place, must be that in the batch.
  Error compare_alone(std::string_view how) {
    samples_ = batch;
    forward();
    other_y_.copy(y_);
    samples_ = 1;
    Error error;
    for (int sample = 0; sample < batch && !error; ++sample) {
      context_.first_sample = sample;
      forward();
      const float* in_batch = other_y_.data() + static_cast<std::size_t>(sample) * layer_.out;
      const std::size_t i = first_difference(y_.data(), in_batch, layer_.out, 1e-5f);
      if (i != layer_.out)
        error = complaint("y[", i, "] of sample ", sample, " is ", number(in_batch[i]), " in a batch and ",
                          number(y_[i]), " alone, ", how);
    }
    context_.first_sample = 0;
    return error;
  }

  /// What samples add to a moving parameter hangs on no other sample. Where there is one, a prediction may
  /// take it for what training takes from a sample.
  Error check_moving() {
    samples_ = batch;
    forward();
    backward();
    other_dw_.copy(dw_);
    samples_ = 1;
    dy_.fill(0);  // which it does not hang on either
    alone_.fill(0);
    for (context_.first_sample = 0; context_.first_sample < batch; ++context_.first_sample) {
      forward();
      backward();
      for (std::size_t i = 0; i < layer_.parameters(); ++i) alone_[i] += dw_[i];
    }
    context_.first_sample = 0;
    std::size_t offset = 0;
    for (const ParameterSpec& spec : layer_.specs) {
      const std::size_t size = spec.shape.size();
      const float* together = other_dw_.data() + offset;
      const std::size_t i = first_difference(together, alone_.data() + offset, size, 1e-5f);
      if (spec.moving_rate > 0 && i != size)
        return complaint("backward adds ", number(together[i]), " to dw of ", spec.name, "[", i,
                         "] for a batch and ", number(alone_[offset + i]),
                         " for its samples alone and a dy of 0: it must hang on each sample's x alone");
      offset += padded_to_16(size);
    }
    return {};
  }

  /// The first value that differs by more than `rounding` of its size, or of 1 if that is larger; or `size`.
  static std::size_t first_difference(const float* a, const float* b, std::size_t size, float rounding) {
    std::size_t i = 0;
    while (i < size && std::fabs(a[i] - b[i]) <= rounding * (std::max)(1.0f, std::fabs(b[i]))) ++i;
    return i;
  }
};

/// Tells the author of a layer what is wrong with `Kernel<LayerType>` on inputs of shape `In`. Its backward
/// must be the gradient of its forward, in a batch of 2 and of 1: the Error names the worst value of x or of
/// a parameter, with both numbers. Both passes must overwrite y and dx, add to dw, write nothing else, and
/// take a null dx; a prediction must be what training computes, dropout, moving parameters and the like
/// apart, and a sample's result the same alone and in a batch. Costs 8 forward passes and more for each value
/// of x and of the parameters: small shapes, such as Shape<5, 4, 3>, will do.
template <class LayerType, class In>
Error check_layer() {
  static_assert(Layer<LayerType>, "check_layer: a layer derives from LayerDescription and has a name");
  static_assert(LayerType::template check<AtLayer<0, LayerType, In>>());
  static constexpr auto specs = LayerType::template parameters<In>();
  static constexpr CheckedLayer layer{.name = LayerType::name,
                                      .in = In::size,
                                      .out = LayerType::template Output<In>::size,
                                      .specs = specs,
                                      .memory = LayerType::template memory<In>,
                                      .reads_input = LayerType::reads_input,
                                      .reads_output = LayerType::reads_output,
                                      .forward = Kernel<LayerType>::template forward<In>,
                                      .backward = Kernel<LayerType>::template backward<In>};
  alignas(64) static std::array<float, layer.floats()> memory;  // static: too large for the stack
  return LayerCheck(layer, memory).run();
}

}  // namespace cameo::inline CAMEO_ABI::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

namespace cameo::inline CAMEO_ABI {
using HWY_NAMESPACE::check_layer;
}  // namespace cameo::inline CAMEO_ABI
