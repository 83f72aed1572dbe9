// SPDX-License-Identifier: MIT
#pragma once

#include "cameo/layers/layer.hpp"

namespace cameo::inline CAMEO_ABI {

/// y = (x - mean) / max(deviation, 1 / sqrt(N)), mean and deviation over all N values of a sample: light and
/// contrast of a picture no longer count. x -> y of the same shape. Keeps a float from forward to backward.
/// https://www.tensorflow.org/api_docs/python/tf/image/per_image_standardization
struct PictureStandardization : LayerDescription {
  static constexpr std::string_view name = "picture_standardization";
  static constexpr bool reads_input = false;

  template <class In>
  static constexpr LayerMemory memory{.saved_bytes = sizeof(float)};

  template <class At>
  static consteval bool(check)() {
    static_assert(At::Input::size >= 2,
                  "PictureStandardization: of one value nothing remains; a sample needs several");
    return true;
  }
};

}  // namespace cameo::inline CAMEO_ABI
