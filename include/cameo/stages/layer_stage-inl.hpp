// SPDX-License-Identifier: MIT
#pragma once

#include "cameo/layers/join-inl.hpp"
#include "cameo/layers/kernel-inl.hpp"
#include "cameo/plan/layer_stage.hpp"
#include "cameo/stages/run-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace cameo::inline CAMEO_ABI::HWY_NAMESPACE {

template <class In, class LayerType>
struct Run<LayerStage<In, LayerType>> : RunDefaults {
  template <bool Training>
  static void forward(const ForwardPass& pass) {
    Kernel<LayerType>::template forward<In>(pass);
  }

  template <class Update>
  static void backward(const BackwardPass& pass, const Update&) {
    Kernel<LayerType>::template backward<In>(pass);
  }

  template <class Update>
  static void finish_backward(const BackwardPass& pass, const Update& update) {
    constexpr auto specs = LayerType::template parameters<In>();
    for (std::size_t i = 0; i < specs.size(); ++i) {
      const std::size_t offset = tensor_offsets<LayerType, In>[i], count = specs[i].shape.size();
      float* dw = pass.dw + offset;
      if (specs[i].trainable) {
        update.decayed(specs[i].decays()).range(offset, dw, count);
      } else if (specs[i].moving_rate > 0) {
        for (std::size_t value = 0; value < count; ++value) dw[value] /= static_cast<float>(pass.samples);
        update.blend(offset, dw, count, specs[i].moving_rate);
      }
    }
  }
};

template <class Join, class... Inputs>
struct Run<JoinStage<Join, Inputs...>> : RunDefaults {
  template <bool Training>
  static void forward(const ForwardPass& pass) {
    JoinKernel<Join>::template forward<Inputs...>(pass);
  }

  template <class Update>
  static void backward(const BackwardPass& pass, const Update&) {
    JoinKernel<Join>::template backward<Inputs...>(pass);
  }
};

}  // namespace cameo::inline CAMEO_ABI::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
