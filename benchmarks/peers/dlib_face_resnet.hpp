// SPDX-License-Identifier: MIT
#pragma once

#include <dlib/dnn.h>

// dlib's network for faces in dlib's own layers.

namespace dlib_face {

// The layers read from the last to the first. Stride 2 makes an image smaller.
template <int Filters, int Stride, class Before>
using Convolutions =
    dlib::affine<dlib::con<Filters, 3, 3, 1, 1,
                           dlib::relu<dlib::affine<dlib::con<Filters, 3, 3, Stride, Stride, Before>>>>>;
template <int Filters, class Before>
using Block = dlib::relu<dlib::add_prev1<Convolutions<Filters, 1, dlib::tag1<Before>>>>;
template <int Filters, class Before>
using BlockDown = dlib::relu<dlib::add_prev2<
    dlib::avg_pool<2, 2, 2, 2, dlib::skip1<dlib::tag2<Convolutions<Filters, 2, dlib::tag1<Before>>>>>>>;

using Begin =
    dlib::max_pool<3, 3, 2, 2,
                   dlib::relu<dlib::affine<dlib::con<32, 7, 7, 2, 2, dlib::input_rgb_image_sized<150>>>>>;
using Of32 = Block<32, Block<32, Block<32, Begin>>>;
using Of64 = Block<64, Block<64, Block<64, BlockDown<64, Of32>>>>;
using Of128 = Block<128, Block<128, BlockDown<128, Of64>>>;
using Of256 = BlockDown<256, Block<256, Block<256, BlockDown<256, Of128>>>>;
using FaceResNet = dlib::loss_metric<dlib::fc_no_bias<128, dlib::avg_pool_everything<Of256>>>;

}  // namespace dlib_face
