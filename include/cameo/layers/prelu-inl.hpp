// SPDX-License-Identifier: MIT
#pragma once

#include "cameo/layers/kernel-inl.hpp"
#include "cameo/layers/prelu.hpp"
#include "cameo/simd/channels-inl.hpp"
#include "cameo/simd/reduce-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace cameo::inline CAMEO_ABI::HWY_NAMESPACE {

/// At x = 0 the gradients are 0, as Keras's, which makes y of two ReLUs.
template <int... SharedAxes>
struct Kernel<PReLU<SharedAxes...>> {
  template <class In>
  static void forward(const ForwardPass& pass) {
    for_each_row<In>(pass.samples, [&](std::size_t row, std::size_t first) HWY_ATTR {
      for_channels<row_size<In>>([&](auto d, std::size_t c) HWY_ATTR {
        const auto x = hn::LoadU(d, pass.x + row + c);
        const auto below = hn::Mul(x, alpha<In>(d, pass.w + first, c));
        hn::StoreU(hn::IfThenElse(hn::Lt(x, hn::Zero(d)), below, x), d, pass.y + row + c);
      });
    });
  }

  template <class In>
  static void backward(const BackwardPass& pass) {
    for_each_row<In>(pass.samples, [&](std::size_t row, std::size_t first) HWY_ATTR {
      if constexpr (shares_channels<In>)
        pass.dw[first] += accumulate(row_size<In>, AddBelow{}, pass.x + row, pass.dy + row);
      for_channels<row_size<In>>([&](auto d, std::size_t c) HWY_ATTR {
        const auto x = hn::LoadU(d, pass.x + row + c), dy = hn::LoadU(d, pass.dy + row + c);
        const auto negative = hn::Lt(x, hn::Zero(d));
        if constexpr (!shares_channels<In>) {
          float* dw = pass.dw + first + c;
          const auto sum = hn::LoadU(d, dw);
          hn::StoreU(hn::IfThenElse(negative, hn::MulAdd(x, dy, sum), sum), d, dw);
        }
        if (pass.dx == nullptr) return;
        const auto below = hn::IfThenElseZero(negative, hn::Mul(dy, alpha<In>(d, pass.w + first, c)));
        hn::StoreU(hn::IfThenElse(hn::Gt(x, hn::Zero(d)), dy, below), d, pass.dx + row + c);
      });
    });
  }

 private:
  template <class In>
  static constexpr bool shares_channels = PReLU<SharedAxes...>::shares(In::rank);

  /// Values in a row in memory, whose alphas are in a row too or one.
  template <class In>
  static constexpr int row_size = sizeof...(SharedAxes) == 0 ? static_cast<int>(In::size) : In::channels;

  /// body(first value of the row in the samples, first alpha of the row)
  template <class In, class Body>
  static HWY_INLINE void for_each_row(int samples, const Body& body) {
    constexpr TensorShape alphas = PReLU<SharedAxes...>::template alpha_shape<In>();
    constexpr bool same_rows = In::rank == 3 && alphas.sizes[0] == 1;
    constexpr bool same_columns = In::rank == 3 && alphas.sizes[1] == 1;
    constexpr std::size_t size = row_size<In>, of_row = shares_channels<In> ? 1 : size;
    constexpr std::size_t width = same_columns ? 1 : In::width;
    const std::size_t end = static_cast<std::size_t>(samples) * In::size;
    for (std::size_t row = 0; row < end; row += size) {
      const std::size_t pixel = row % In::size / size, i = pixel / In::width, j = pixel % In::width;
      body(row, ((same_rows ? 0 : i * width) + (same_columns ? 0 : j)) * of_row);
    }
  }

  template <class In, class Tag>
  static HWY_INLINE hn::Vec<Tag> alpha(Tag d, const float* row, std::size_t c) {
    if constexpr (shares_channels<In>)
      return hn::Set(d, *row);
    else
      return hn::LoadU(d, row + c);
  }

  struct AddBelow {
    HWY_INLINE FloatVector operator()(Floats d, FloatVector sum, FloatVector x, FloatVector dy) const {
      return hn::IfThenElse(hn::Lt(x, hn::Zero(d)), hn::MulAdd(x, dy, sum), sum);
    }
  };
};

}  // namespace cameo::inline CAMEO_ABI::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
