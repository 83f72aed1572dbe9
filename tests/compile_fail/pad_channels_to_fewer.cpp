// SPDX-License-Identifier: MIT
// expect: PadChannels: the input has more channels than that; give their number after padding
// expect: AtLayer<0,
#include "cameo/layers/pad_channels.hpp"
#include "cameo/net/sequential.hpp"

using namespace cameo;
using Net = Sequential<Input<8, 8, 3>, PadChannels<2>>;
static_assert(Net::parameter_count >= 0);
