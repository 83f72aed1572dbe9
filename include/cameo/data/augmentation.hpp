// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>

#include "cameo/core/decimal.hpp"
#include "cameo/core/result.hpp"

namespace cameo::inline CAMEO_ABI {

/// Random changes to a picture while training, drawn afresh for each sample and epoch; all off by default.
/// Names and formulas follow Keras's RandomCrop, RandomFlip, RandomRotation (fill_mode "reflect"),
/// RandomBrightness and RandomContrast, RandomZoom, RandomTranslation and RandomShear. What moves a picture
/// is one map, so that it is interpolated once.
struct Augmentation {
  bool random_crop = false;      ///< the network's input is cut out anywhere of a larger stored picture
  bool horizontal_flip = false;  ///< mirror with probability 1/2
  float rotation_degrees = 0;    ///< uniform in +- this angle, 0 to 360
  float brightness = 0;          ///< adds uniform +- brightness * 255; 0 to 1
  float contrast = 0;            ///< scales around each channel's mean by uniform 1 +- contrast; 0 to 1
  float zoom = 0;                ///< shows a part whose sides are uniform 1 +- zoom of the input's; 0 to 0.9
  float translation = 0;         ///< moves by uniform +- this part of the height and of the width; 0 to 1
  float shear_degrees = 0;       ///< slants columns by an angle uniform in +- this; 0 to 80
  float blur = 0;        ///< mixes a pixel with those beside it, each by uniform 0 to blur / 3; 0 to 1
  float gamma = 0;       ///< v becomes 255 (v / 255)^g, log g uniform in +- gamma; 0 to 3
  float light_ramp = 0;  ///< adds up to uniform +- light_ramp * 255 towards opposite edges, down and right;
                         ///< 0 to 1
  float cutout = 0;      ///< probability that a square is filled with the sample's mean colour
  float cutout_side = 0.375f;  ///< the square's largest side, as a part of the input's smaller side; the
                               ///< smallest is a third of it; 0 to 1

  constexpr bool operator==(const Augmentation&) const = default;
};

/// Error: the first number that is NaN or out of its range.
inline Error check_augmentation(const Augmentation& augmentation) {
  const auto check_range = [](std::string_view name, float value, float most) {
    return value >= 0 && value <= most
               ? Error()
               : Error("augmentation: ", name, " is ", decimal(static_cast<double>(value), 4),
                       ", but must be 0 to ", decimal(static_cast<double>(most), most < 1 ? 1 : 0));
  };
  if (Error error = check_range("rotation_degrees", augmentation.rotation_degrees, 360)) return error;
  if (Error error = check_range("brightness", augmentation.brightness, 1)) return error;
  if (Error error = check_range("contrast", augmentation.contrast, 1)) return error;
  if (Error error = check_range("zoom", augmentation.zoom, 0.9f)) return error;
  if (Error error = check_range("translation", augmentation.translation, 1)) return error;
  if (Error error = check_range("shear_degrees", augmentation.shear_degrees, 80)) return error;
  if (Error error = check_range("blur", augmentation.blur, 1)) return error;
  if (Error error = check_range("gamma", augmentation.gamma, 3)) return error;
  if (Error error = check_range("light_ramp", augmentation.light_ramp, 1)) return error;
  if (Error error = check_range("cutout", augmentation.cutout, 1)) return error;
  return check_range("cutout_side", augmentation.cutout_side, 1);
}

}  // namespace cameo::inline CAMEO_ABI
