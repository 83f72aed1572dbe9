// SPDX-License-Identifier: MIT
#pragma once

#include "cameo/simd/compat-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace cameo::inline CAMEO_ABI::HWY_NAMESPACE {

/// y[i] = f(d, inputs[i]...) for i < n. `f` is an object whose operator() is HWY_INLINE: a vector passed to a
/// function that is not inlined crashes at gcc -O0. y may be one of the inputs.
template <class Function, class... Inputs>
HWY_INLINE void map(std::size_t n, float* y, const Function& f, const Inputs*... inputs) {
  const Floats d;
  const std::size_t left = n % max_lanes, whole = n - left;
  for (std::size_t i = 0; i < whole; i += max_lanes) hn::StoreU(f(d, hn::LoadU(d, inputs + i)...), d, y + i);
  if (left > 0) store_some(f(d, load_some(d, inputs + whole, left)...), d, y + whole, left);
}

struct Sum {
  HWY_INLINE FloatVector operator()(Floats, FloatVector a, FloatVector b) const { return hn::Add(a, b); }
};
struct Product {
  HWY_INLINE FloatVector operator()(Floats, FloatVector a, FloatVector b) const { return hn::Mul(a, b); }
};
struct Scale {
  float factor;
  HWY_INLINE FloatVector operator()(Floats d, FloatVector x) const { return hn::Mul(x, hn::Set(d, factor)); }
};

}  // namespace cameo::inline CAMEO_ABI::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
