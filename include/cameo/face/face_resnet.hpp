// SPDX-License-Identifier: MIT
#pragma once

#include <array>

#include "cameo/layers/activations.hpp"
#include "cameo/layers/conv2d.hpp"
#include "cameo/layers/dense.hpp"
#include "cameo/layers/pad_channels.hpp"
#include "cameo/layers/pooling2d.hpp"
#include "cameo/layers/zero_padding2d.hpp"
#include "cameo/net/branch.hpp"
#include "cameo/net/sequential.hpp"

namespace cameo::inline CAMEO_ABI {

namespace detail {

template <int Filters>
using FaceBlock =
    Residual<Conv2D<Filters, 3, Conv{.padding = Same}>, ReLU, Conv2D<Filters, 3, Conv{.padding = Same}>>;

/// Halves the image. `Last` are layers that make the convolutions' image as large as the shortcut's.
template <int Filters, class... Last>
using FaceBlockDown = Add<
    Branch<Conv2D<Filters, 3, Conv{.stride = 2}>, ReLU, Conv2D<Filters, 3, Conv{.padding = Same}>, Last...>,
    Branch<AveragePooling2D<2>, PadChannels<Filters>>>;

}  // namespace detail

/// dlib's network for faces: a chip of (150, 150, 3), red green blue over 255 (see face/extract_chip.hpp) ->
/// 128 numbers, whose distance between two pictures of a person is mostly below 0.6
/// (face/face_distance-inl.hpp). 29 layers with parameters, 5.6 million of them, 254 million multiply-adds.
/// Its published weights are read by face/dlib_weights.hpp.
/// http://blog.dlib.net/2017/02/high-quality-face-recognition-with-deep.html
// clang-format off: a line for each size of image
using FaceResNet =
    Sequential<Input<150, 150, 3>, Conv2D<32, 7, Conv{.stride = 2}>, ReLU, MaxPooling2D<3, 2>,
               detail::FaceBlock<32>, ReLU, detail::FaceBlock<32>, ReLU, detail::FaceBlock<32>, ReLU,
               detail::FaceBlockDown<64>, ReLU, detail::FaceBlock<64>, ReLU, detail::FaceBlock<64>, ReLU,
               detail::FaceBlock<64>, ReLU, detail::FaceBlockDown<128>, ReLU, detail::FaceBlock<128>, ReLU,
               detail::FaceBlock<128>, ReLU, detail::FaceBlockDown<256, ZeroPadding2D<0, 1, 0, 1>>, ReLU,
               detail::FaceBlock<256>, ReLU, detail::FaceBlock<256>, ReLU,
               detail::FaceBlockDown<256, ZeroPadding2D<0, 1, 0, 1>>, ReLU, GlobalAveragePooling2D,
               Dense<128, DenseOptions{.bias = false}>>;
// clang-format on

/// What FaceResNet makes of a chip.
using FaceDescriptor = std::array<float, FaceResNet::Output::size>;

}  // namespace cameo::inline CAMEO_ABI
