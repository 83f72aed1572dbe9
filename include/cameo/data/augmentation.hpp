// SPDX-License-Identifier: MIT
#pragma once

#include "cameo/core/abi.hpp"

namespace cameo::inline CAMEO_ABI {

/// Random changes to a picture while training, drawn afresh for each sample and epoch; all off by default.
/// Names and ranges follow Keras's preprocessing layers.
struct Augmentation {
  bool random_crop = false;      ///< the network's input is cut out anywhere of a larger stored picture
  bool horizontal_flip = false;  ///< mirror with probability 1/2
  float rotation_degrees = 0;    ///< uniform in +- this angle
  float brightness = 0;          ///< adds uniform +- brightness * 255
  float contrast = 0;            ///< scales around the picture's mean by uniform 1 +- contrast

  constexpr bool operator==(const Augmentation&) const = default;
};

}  // namespace cameo::inline CAMEO_ABI
