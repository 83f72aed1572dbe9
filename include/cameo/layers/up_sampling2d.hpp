// SPDX-License-Identifier: MIT
#pragma once

#include "cameo/layers/layer.hpp"
#include "cameo/layers/window.hpp"

namespace cameo::inline CAMEO_ABI {

/// Nearest: each pixel fills a square. Bilinear: between the centres of the four pixels around, edges go on.
enum class Interpolation { Nearest, Bilinear };
using enum Interpolation;

/// The image enlarged: x (H, W, C) -> y (H * Factor.rows, W * Factor.columns, C). UpSampling2D<2>, or
/// UpSampling2D<{2, 1}> of the rows alone, or UpSampling2D<2, Bilinear>:
///   y[i, j] = x at ((i + 1/2) / Factor.rows - 1/2, (j + 1/2) / Factor.columns - 1/2)
/// https://keras.io/api/layers/reshaping_layers/up_sampling2d
template <Window Factor, Interpolation Between = Nearest>
struct UpSampling2D : LayerDescription {
  static constexpr std::string_view name = "up_sampling2d";
  static constexpr bool reads_input = false, reads_output = false;

  template <class In>
  using Output = Shape<In::height * Factor.rows, In::width * Factor.columns, In::channels>;

  template <class At>
  static consteval bool(check)() {
    static_assert(Factor.positive(),
                  "UpSampling2D: the factor must be at least 1; make an image smaller by pooling");
    static_assert(At::Input::rank == 3,
                  "UpSampling2D: the input is a vector, not an image (height, width, channels); put it "
                  "before Flatten, or Reshape before it");
    return true;
  }
};

}  // namespace cameo::inline CAMEO_ABI
