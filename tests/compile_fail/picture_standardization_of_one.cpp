// SPDX-License-Identifier: MIT
// expect: PictureStandardization: of one value nothing remains; a sample needs several
// expect: AtLayer<0,
#include "cameo/layers/cosine_dense.hpp"
#include "cameo/layers/picture_standardization.hpp"
#include "cameo/net/sequential.hpp"

using namespace cameo;
using Net = Sequential<Input<1, 1, 1>, PictureStandardization>;
static_assert(Net::parameter_count >= 0);
