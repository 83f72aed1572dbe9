// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <cstring>

#include "cameo/core/decimal.hpp"
#include "cameo/core/random.hpp"
#include "cameo/core/result.hpp"
#include "cameo/layers/kernel-inl.hpp"
#include "cameo/layers/layer.hpp"

HWY_BEFORE_NAMESPACE();
namespace cameo::inline CAMEO_ABI::HWY_NAMESPACE {

/// Runs one layer on random values and compares its backward pass with differences of its forward pass.
template <class L, class In>
class LayerCheck {
 public:
  Error run() {
    fill_uniform(x_.data(), x_.size(), 1, 2);
    fill_uniform(w_.data(), w_.size(), 2, 1);
    fill_uniform(dy_.data(), dy_.size(), 3, 1);
    forward();
    backward(dx_.data(), dw_.data());

    if (Error error = compare("x", x_.data(), dx_.data(), samples * In::size)) return error;
    std::size_t offset = 0;
    for (const ParameterSpec& spec : specs) {
      const std::size_t size = spec.shape.size();
      if (Error error = compare(spec.name, w_.data() + offset, dw_.data() + offset, size)) return error;
      offset += padded_to_16(size);
    }
    return compare_without_dx();
  }

 private:
  using Out = typename L::template Output<In>;
  static constexpr int samples = 2;
  static constexpr auto specs = L::template parameters<In>();
  static constexpr std::size_t parameters = [] {
    std::size_t size = 0;
    for (const ParameterSpec& spec : specs) size += padded_to_16(spec.shape.size());
    return size;
  }();

  template <std::size_t Size>
  using Buffer = std::array<float, Size + 16>;  // 64 bytes past the end may be read

  static void fill_uniform(float* values, std::size_t size, std::uint64_t key, float limit) {
    for (std::size_t i = 0; i < size; ++i) values[i] = (2 * random_uniform(key, i) - 1) * limit;
  }

  void forward() {
    y_.fill(garbage);
    Kernel<L>::template forward<In>(x_.data(), w_.data(), y_.data(), samples, context_);
  }

  void backward(float* dx, float* dw) {
    dx_.fill(garbage);
    std::fill_n(dw, parameters, garbage);
    Kernel<L>::template backward<In>(x_.data(), w_.data(), y_.data(), dy_.data(), dx, dw, samples, context_);
  }

  /// The sum of dy * y, whose gradient backward computes, after `value` is changed to `changed`.
  double projection(float& value, float changed) {
    const float kept = value;
    value = changed;
    forward();
    value = kept;
    double sum = 0;
    for (std::size_t i = 0; i < samples * Out::size; ++i)
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
      if (distance > 2e-5) distance = std::min(distance, slopes(values[i], 1.0f / 1024).distance(gradient));
      largest = std::max(largest, std::fabs(wide.middle()));
      if (distance <= worst) continue;  // NaN goes on
      worst = distance, worst_slope = wide.middle(), worst_index = i;
      if (std::isnan(distance)) break;
    }
    if (worst <= 0.002 * largest + 2e-5) return {};
    return Error("check_layer: ", L::name, ": the gradient of ", name, "[", worst_index, "] is ",
                 decimal(static_cast<double>(gradients[worst_index]), 6), " by backward and ",
                 decimal(worst_slope, 6), " by differences of forward");
  }

  /// Without dx the gradient of the parameters must stay the same.
  Error compare_without_dx() {
    forward();
    backward(nullptr, other_dw_.data());
    std::size_t offset = 0;
    for (const ParameterSpec& spec : specs) {
      const std::size_t size = spec.shape.size();
      if (std::memcmp(dw_.data() + offset, other_dw_.data() + offset, size * sizeof(float)) != 0)
        return Error("check_layer: ", L::name, ": backward gives another gradient of ", spec.name,
                     " when dx is null");
      offset += padded_to_16(size);
    }
    return {};
  }

  static constexpr float garbage = 1e9f;  // in what a kernel must overwrite

  PassContext context_{.training = true, .key = 7, .first_sample = 0};
  alignas(64) Buffer<samples * In::size> x_, dx_;
  alignas(64) Buffer<samples * Out::size> y_, dy_;
  alignas(64) Buffer<parameters> w_, dw_, other_dw_;
};

/// Tells the author of a layer whether `Kernel<L>::backward` is the gradient of `Kernel<L>::forward` on
/// inputs of shape `In`: the Error names the worst value of x or of a parameter, with both numbers. Also
/// checks that y, dx and dw are overwritten, and that dx may be null. Costs at least 4 forward passes for
/// each value of x and of the parameters: small shapes, such as Shape<5, 4, 3>, will do.
template <class L, class In>
Error check_layer() {
  static_assert(Layer<L>, "check_layer: a layer derives from LayerDescription and has a name");
  static_assert(L::template check<AtLayer<0, L, In>>());
  static LayerCheck<L, In> check;  // static: too large for the stack
  return check.run();
}

}  // namespace cameo::inline CAMEO_ABI::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

namespace cameo::inline CAMEO_ABI {
using HWY_NAMESPACE::check_layer;
}  // namespace cameo::inline CAMEO_ABI
