// SPDX-License-Identifier: MIT
#pragma once

#include <cmath>

#include "cameo/core/decimal.hpp"
#include "cameo/core/result.hpp"
#include "cameo/layers/cosine_dense.hpp"
#include "cameo/loss/labels.hpp"

namespace cameo::inline CAMEO_ABI {

namespace detail {

/// What CosFace and ArcFace have in common.
struct MarginSoftmax : LossDescription {
  template <class Out>
  static constexpr int label_width = 1;

  template <class LastLayer, class Out>
  static consteval bool(check)() {
    static_assert(is_cosine_dense<LastLayer>,
                  "CosFace, ArcFace: the network does not end in cosines; make CosineDense its last layer");
    return true;
  }
};

inline Error check_margin(std::string_view loss, float scale, float margin, int classes) {
  if (!(scale > 0 && std::isfinite(scale)))
    return Error(loss, ": the scale is ", decimal(static_cast<double>(scale), 4),
                 ", but must be a finite number above 0");
  if (!(margin >= 0 && margin <= 1))
    return Error(loss, ": the margin is ", decimal(static_cast<double>(margin), 4), ", but must be 0 to 1");
  if (classes < 0) return Error(loss, ": the classes are ", classes, ", but must be 0, for all, or more");
  return {};
}

}  // namespace detail

/// Crossentropy of softmax(scale * z), z[k] = cos[k] of the other classes and cos[k] - margin of the
/// sample's own. Outputs: cosines of CosineDense; a label is the index of a class. Accuracy: argmax z without
/// the margin. scale and margin may change between steps: trainer.loss.margin = 0.2f.
/// (Wang et al.: CVPR 2018.)
struct CosFace : detail::MarginSoftmax {
  float scale = 30;
  float margin = 0.35f;
  int classes = 0;  ///< so many of the outputs are used, the first; 0: all

  Error(check_options)() const { return detail::check_margin("CosFace", scale, margin, classes); }
};

/// As CosFace, with z[k] = cos(angle + margin) of the sample's own class. Where the angle would pass half a
/// turn, z[k] = cos[k] - margin * sin(margin), which goes on falling.
/// (Deng et al.: CVPR 2019.)
struct ArcFace : detail::MarginSoftmax {
  float scale = 30;
  float margin = 0.5f;  ///< in radians
  int classes = 0;      ///< so many of the outputs are used, the first; 0: all

  Error(check_options)() const { return detail::check_margin("ArcFace", scale, margin, classes); }
};

template <class Loss>
requires(std::derived_from<Loss, detail::MarginSoftmax>) struct LabelCheck<Loss> {
  static Error find(std::span<const float> labels, std::size_t samples, int width) {
    return LabelCheck<SparseCategoricalCrossentropy>::find(labels, samples, width);
  }
};

}  // namespace cameo::inline CAMEO_ABI
