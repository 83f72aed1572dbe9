// SPDX-License-Identifier: MIT
#pragma once

// Networks, training and prediction: everything that an embedded program needs. Pictures from files are in
// cameo/ext/, tables and progress bars in cameo/report/, weight files in cameo/io/.

#include "cameo/layers/activations-inl.hpp"
#include "cameo/layers/batch_normalization.hpp"
#include "cameo/layers/conv2d-inl.hpp"
#include "cameo/layers/conv2d_transpose-inl.hpp"
#include "cameo/layers/dense.hpp"
#include "cameo/layers/depthwise_conv2d-inl.hpp"
#include "cameo/layers/dropout-inl.hpp"
#include "cameo/layers/flatten.hpp"
#include "cameo/layers/frame-inl.hpp"
#include "cameo/layers/input.hpp"
#include "cameo/layers/layer_normalization-inl.hpp"
#include "cameo/layers/pad_channels-inl.hpp"
#include "cameo/layers/pooling2d-inl.hpp"
#include "cameo/layers/prelu-inl.hpp"
#include "cameo/layers/rescaling-inl.hpp"
#include "cameo/layers/reshape.hpp"
#include "cameo/layers/separable_conv2d-inl.hpp"
#include "cameo/layers/unit_normalization-inl.hpp"
#include "cameo/layers/up_sampling2d-inl.hpp"
#include "cameo/loss/loss.hpp"
#include "cameo/net/parameters.hpp"
#include "cameo/net/sequential.hpp"
#include "cameo/optim/optimizers.hpp"
#include "cameo/train/predictor.hpp"
#include "cameo/train/trainer.hpp"
