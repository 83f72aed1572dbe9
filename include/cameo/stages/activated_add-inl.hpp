// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>

#include "cameo/layers/activations-inl.hpp"
#include "cameo/layers/join-inl.hpp"
#include "cameo/plan/activated_add.hpp"
#include "cameo/simd/map-inl.hpp"
#include "cameo/stages/run-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace cameo::inline CAMEO_ABI::HWY_NAMESPACE {

template <class Activation, class First, class... More>
struct Run<ActivatedAdd<Activation, First, More...>> : RunDefaults {
  static constexpr std::size_t inputs = ActivatedAdd<Activation, First, More...>::inputs;

  template <bool Training>
  static void forward(const ForwardPass& pass) {
    const std::size_t size = static_cast<std::size_t>(pass.samples) * First::size;
    const float* sum = pass.inputs[0];
    for (std::size_t i = 1; i < inputs - 1; ++i, sum = pass.y) map(size, pass.y, Sum{}, sum, pass.inputs[i]);
    map(size, pass.y, ActivatedSum{}, sum, pass.inputs[inputs - 1]);
  }

  template <class Update>
  static void backward(const BackwardPass& pass, const Update&) {
    const std::size_t size = static_cast<std::size_t>(pass.samples) * First::size;
    for (std::size_t i = 0; i < inputs; ++i)
      if (pass.dinputs[i] != nullptr) map(size, pass.dinputs[i], Backward{}, pass.y, pass.dy);
  }

 private:
  using Function = typename Kernel<Activation>::Elementwise;

  struct ActivatedSum {
    HWY_INLINE FloatVector operator()(Floats d, FloatVector a, FloatVector b) const {
      return Function::forward(d, hn::Add(a, b));
    }
  };
  struct Backward {
    HWY_INLINE FloatVector operator()(Floats d, FloatVector y, FloatVector dy) const {
      return Function::backward(d, y, dy);
    }
  };
};

}  // namespace cameo::inline CAMEO_ABI::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
