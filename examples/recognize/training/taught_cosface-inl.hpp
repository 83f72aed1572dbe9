// SPDX-License-Identifier: MIT
#pragma once

#include <cameo/loss/margin_softmax-inl.hpp>
#include <cmath>

namespace recognize {

/// CosFace, and beside it what a teacher says of each picture:
///   loss = CosFace of the cosines + teaching * (1 - cos(embedding, teacher's direction))
/// The network's outputs are `Classes` cosines and an embedding of `Size` values; a label is the index of a
/// class and a direction of length 1, or zeros where the teacher says nothing. (Hinton, Vinyals, Dean: 2015.)
template <int Classes, int Size>
struct TaughtCosFace : cameo::LossDescription {
  template <class Out>
  static constexpr int label_width = 1 + Size;

  template <class LastLayer, class Out>
  static consteval bool(check)() {
    static_assert(Out::size == Classes + Size, "TaughtCosFace: cosines of all classes, and an embedding");
    return true;
  }

  cameo::CosFace names;  ///< its scale, margin and classes
  float teaching = 0;

  cameo::Error(check_options)() const { return (names.check_options)(); }
};

}  // namespace recognize

template <int Classes, int Size>
struct cameo::LabelCheck<recognize::TaughtCosFace<Classes, Size>> {
  static Error find(std::span<const float> labels, std::size_t samples, int) {
    constexpr auto width = static_cast<std::size_t>(1 + Size);
    for (std::size_t i = 0; i < samples; ++i) {
      const float name = labels[i * width];
      if (!(name >= 0 && name < Classes && std::trunc(name) == name))
        return Error("the label of sample ", i, " begins with ", decimal(static_cast<double>(name), 4),
                     "; TaughtCosFace expects the index of a class, 0 to ", Classes - 1);
    }
    return LabelCheck<LossDescription>::find(labels, samples, 0);
  }
};

HWY_BEFORE_NAMESPACE();
namespace cameo::inline CAMEO_ABI::HWY_NAMESPACE {

template <int Classes, int Size>
struct LossKernel<recognize::TaughtCosFace<Classes, Size>> {
  recognize::TaughtCosFace<Classes, Size> loss;

  LossSums forward(const float* y, const float* labels, int samples, int) const {
    LossSums sums;
    for (int i = 0; i < samples; ++i, y += Classes + Size, labels += 1 + Size) {
      const LossSums of_names = LossKernel<CosFace>{loss.names}.forward(y, labels, 1, Classes);
      const float agreement = dot(y + Classes, labels + 1, Size) * inverse_length(y + Classes);
      sums.loss += of_names.loss + static_cast<double>(loss.teaching * (1 - agreement));
      sums.metric += of_names.metric;
    }
    return sums;
  }

  /// d cos(e, t) / d e = (t - cos(e, t) e / |e|) / |e|
  void backward(const float* y, const float* labels, int samples, int, float* dy) const {
    const float part = 1 / static_cast<float>(samples);
    for (int i = 0; i < samples; ++i, y += Classes + Size, labels += 1 + Size, dy += Classes + Size) {
      LossKernel<CosFace>{loss.names}.backward(y, labels, 1, Classes, dy);
      map(Classes, dy, ScaledTraceless{part}, dy);
      const float *embedding = y + Classes, *teacher = labels + 1;
      const float inverse = inverse_length(embedding), agreement = dot(embedding, teacher, Size) * inverse;
      for (int k = 0; k < Size; ++k)
        dy[Classes + k] =
            loss.teaching * part * inverse * std::fma(agreement * inverse, embedding[k], -teacher[k]);
    }
  }

 private:
  static float inverse_length(const float* embedding) {
    constexpr float least_square = 1e-24f;
    return 1 / std::sqrt(std::fmax(dot(embedding, embedding, Size), least_square));
  }
};

}  // namespace cameo::inline CAMEO_ABI::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
