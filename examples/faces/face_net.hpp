// SPDX-License-Identifier: MIT
#pragma once

#include <cameo/cameo.hpp>

namespace faces {

using namespace cameo;

/// The network: one probability, of the second of two classes, for a picture of 64x64 pixels in colour.
using FaceNet = Sequential<Input<64, 64, 3>, Conv2D<32, 3>, ReLU, MaxPooling2D<2>, Conv2D<64, 3>, ReLU,
                           MaxPooling2D<2>, Flatten, Dense<128>, ReLU, Dense<1>, Sigmoid>;
static_assert(FaceNet::parameter_count == 1'625'281);

using FaceTrainer = Trainer<FaceNet, BinaryCrossentropy, Adam, Batch<32>>;
static_assert(sizeof(FaceTrainer) <= 32 << 20);

}  // namespace faces
