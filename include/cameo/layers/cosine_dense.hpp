// SPDX-License-Identifier: MIT
#pragma once

#include "cameo/layers/layer.hpp"

namespace cameo::inline CAMEO_ABI {

/// y[c] = (x / |x|) . (w[c] / |w[c]|), the cosine of the angle between x and column c of the kernel; lengths
/// below 1e-12 count as 1e-12, and their vectors get no gradient. x (N) -> y (Classes); kernel (N, Classes).
/// The last layer of a network that learns to tell classes by CosFace or ArcFace (loss/margin_softmax.hpp);
/// what stands before it is the embedding. Cost: 2 N * Classes multiply-adds. Keeps Classes + 1 floats from
/// forward to backward.
template <int Classes>
struct CosineDense : LayerDescription {
  static constexpr std::string_view name = "cosine_dense";
  static constexpr int classes = Classes;

  template <class In>
  using Output = Shape<Classes>;

  template <class In>
  static constexpr std::array<ParameterSpec, 1> parameters() {
    constexpr int inputs = static_cast<int>(In::size);
    return {ParameterSpec{"kernel", {{inputs, Classes}, 2}, GlorotUniform, inputs, Classes}};
  }

  /// Saved: 1 / |w[c]| of each class, then 1 / |x|.
  template <class In>
  static constexpr LayerMemory memory{.saved_bytes = sizeof(float) * (Classes + 1),
                                      .backward_scratch = 2 * padded_to_16(Classes)};

  template <class In>
  static constexpr std::int64_t multiply_adds() {
    return 2 * static_cast<std::int64_t>(In::size) * Classes;
  }

  template <class At>
  static consteval bool(check)() {
    static_assert(Classes >= 1, "CosineDense: the number of classes must be at least 1");
    static_assert(At::Input::rank == 1,
                  "CosineDense: the input is an image, not a vector; put Flatten and Dense before it");
    return true;
  }
};

template <class>
inline constexpr bool is_cosine_dense = false;
template <int Classes>
inline constexpr bool is_cosine_dense<CosineDense<Classes>> = true;

}  // namespace cameo::inline CAMEO_ABI
