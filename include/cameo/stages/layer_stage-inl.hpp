// SPDX-License-Identifier: MIT
#pragma once

#include "cameo/layers/kernel-inl.hpp"
#include "cameo/plan/layer_stage.hpp"
#include "cameo/stages/run-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace cameo::inline CAMEO_ABI::HWY_NAMESPACE {

template <class In, class L>
struct Run<LayerStage<In, L>> {
  template <bool Training>
  static void prepare(const float*, float*) {}

  template <bool Training>
  static void forward(const ForwardPass& pass) {
    Kernel<L>::template forward<In>(pass.x, pass.w, pass.y, pass.samples, pass.context);
  }

  /// A kernel writes the gradients of its tensors; between them the gradient is 0, and so parameters stay 0.
  static void begin_backward(const BackwardPass& pass) {
    std::fill_n(pass.dw, LayerStage<In, L>::parameters, 0.0f);
  }

  template <class Update>
  static void backward(const BackwardPass& pass, const Update&) {
    Kernel<L>::template backward<In>(pass.x, pass.w, pass.y, pass.dy, pass.dx, pass.dw, pass.samples,
                                     pass.context);
  }

  static void merge(float*, const float*) {}

  static void finish_backward(const BackwardPass&) {}
};

}  // namespace cameo::inline CAMEO_ABI::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
