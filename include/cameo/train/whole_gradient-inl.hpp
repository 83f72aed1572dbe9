// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>

#include "cameo/net/parameters.hpp"
#include "cameo/optim/clipping-inl.hpp"
#include "cameo/simd/reduce-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace cameo::inline CAMEO_ABI::HWY_NAMESPACE {

/// Takes a step with the gradient of all parameters: `values`, laid out as the parameters, times `scale`. The
/// team works on slices of each tensor that do not hang on its number of threads.
template <class Net, class Clipping, class Team>
class WholeGradient {
 public:
  WholeGradient(const float* values, double scale, Team& team)
      : values_(values), scale_(scale), team_(team) {}

  template <class Optimizer, class States>
  void update(const Optimizer& optimizer, std::uint64_t step, float* w, const States& states) const {
    using Change = ScaledAndClipped<Clipping>;
    const float of_all = factor_of_all();
    for (const ParameterTensor& tensor : parameter_tensors<Net>) {
      if (!tensor.spec.trainable) continue;
      const Update<Optimizer, Change> network(optimizer, step, w, states, Change{factor_of(tensor, of_all)});
      const auto& update = network.decayed(tensor.spec.decays());
      over_slices(tensor, [&](int, std::size_t offset, std::size_t count) {
        update.range(offset, values_ + offset, count);
      });
    }
  }

 private:
  /// Of the factor that all gradients share: the scale, and what a global norm makes of it.
  float factor_of_all() const {
    if constexpr (Clipping::by_norm)
      if constexpr (!Clipping::of_each_tensor) {
        double squares = 0;
        for (const ParameterTensor& tensor : parameter_tensors<Net>) squares += squares_of(tensor);
        return clipped(squares);
      }
    return static_cast<float>(scale_);
  }

  float factor_of([[maybe_unused]] const ParameterTensor& tensor, float of_all) const {
    if constexpr (Clipping::by_norm)
      if constexpr (Clipping::of_each_tensor) return clipped(squares_of(tensor));
    return of_all;
  }

  /// scale * min(1, limit / norm), where the squares are those of the values before they are scaled.
  float clipped(double squares) const {
    const double norm = std::sqrt(squares) * scale_, limit = static_cast<double>(Clipping::limit);
    return static_cast<float>(norm <= limit ? scale_ : scale_ * limit / norm);
  }

  double squares_of(const ParameterTensor& tensor) const {
    if (!tensor.spec.trainable) return 0;
    std::array<double, slices> squares{};
    over_slices(tensor, [&](int slice, std::size_t offset, std::size_t count) {
      squares[static_cast<std::size_t>(slice)] = sum_of_squares(values_ + offset, count);
    });
    double sum = 0;
    for (const double part : squares) sum += part;
    return sum;
  }

  /// f(slice, offset of its first parameter, how many) for each slice of a tensor; small ones are one.
  template <class Function>
  void over_slices(const ParameterTensor& tensor, const Function& f) const {
    const std::size_t size = tensor.spec.shape.size();
    const int parts = size < smallest_cut ? 1 : slices;
    const std::size_t each =
        padded_to_16((size + static_cast<std::size_t>(parts) - 1) / static_cast<std::size_t>(parts));
    team_.run(parts, [&](int slice, int) {
      const std::size_t first = (std::min)(each * static_cast<std::size_t>(slice), size);
      f(slice, tensor.offset + first, (std::min)(each, size - first));
    });
  }

  static constexpr int slices = 16;
  static constexpr std::size_t smallest_cut = 1 << 14;  // a team begins faster than it adds up these

  const float* values_;
  double scale_;
  Team& team_;
};

}  // namespace cameo::inline CAMEO_ABI::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
