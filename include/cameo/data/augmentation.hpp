// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>

#include "cameo/core/decimal.hpp"
#include "cameo/core/result.hpp"

namespace cameo::inline CAMEO_ABI {

/// Random changes to a picture while training, drawn afresh for each sample and epoch; all off by default.
/// Names and formulas follow Keras's RandomCrop, RandomFlip, RandomRotation (fill_mode "reflect"),
/// RandomBrightness and RandomContrast.
struct Augmentation {
  bool random_crop = false;      ///< the network's input is cut out anywhere of a larger stored picture
  bool horizontal_flip = false;  ///< mirror with probability 1/2
  float rotation_degrees = 0;    ///< uniform in +- this angle, 0 to 360
  float brightness = 0;          ///< adds uniform +- brightness * 255; 0 to 1
  float contrast = 0;            ///< scales around each channel's mean by uniform 1 +- contrast; 0 to 1

  constexpr bool operator==(const Augmentation&) const = default;
};

/// Error: the first number that is NaN or out of its range.
inline Error check_augmentation(const Augmentation& augmentation) {
  const auto check_range = [](std::string_view name, float value, int most) {
    return value >= 0 && value <= static_cast<float>(most)
               ? Error()
               : Error("augmentation: ", name, " is ", decimal(static_cast<double>(value), 4),
                       ", but must be 0 to ", most);
  };
  if (Error error = check_range("rotation_degrees", augmentation.rotation_degrees, 360)) return error;
  if (Error error = check_range("brightness", augmentation.brightness, 1)) return error;
  return check_range("contrast", augmentation.contrast, 1);
}

}  // namespace cameo::inline CAMEO_ABI
