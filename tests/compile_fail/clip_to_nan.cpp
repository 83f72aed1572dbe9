// SPDX-License-Identifier: MIT
// expect: GlobalClipNorm: the limit must be a finite number above 0
#include <limits>

#include "cameo/cameo.hpp"

using namespace cameo;
using Net = Sequential<Input<8>, Dense<1>, Sigmoid>;
constexpr float not_a_number = std::numeric_limits<float>::quiet_NaN();
Trainer<Net, BinaryCrossentropy, Adam, Batch<8>, GlobalClipNorm<not_a_number>> trainer;
