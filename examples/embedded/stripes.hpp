// SPDX-License-Identifier: MIT
#pragma once

#include <span>

// What the rest of the firmware sees: no template, no header of Cameo.

namespace stripes {

inline constexpr int side = 16;    ///< pictures are 16 x 16 gray values, 0 .. 1
inline constexpr int classes = 3;  ///< horizontal, vertical or diagonal stripes
inline constexpr int batch = 8;    ///< pictures in a training step

/// Probability of each class.
void predict(std::span<const float> picture, std::span<float> probabilities);

/// One step on a batch: pictures (8, 16, 16), the index of each one's class. Returns the loss before it.
float train(std::span<const float> pictures, std::span<const float> labels);

/// Bytes of memory that prediction and training take, known when this is compiled.
int bytes();

}  // namespace stripes
