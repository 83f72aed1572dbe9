// SPDX-License-Identifier: MIT
// expect: Trainer: the first argument is not a network; give Sequential<Input<...>, layers...>
#include "cameo/cameo.hpp"

using namespace cameo;
using Net = Dense<1>;
Trainer<Net, BinaryCrossentropy, Adam, Batch<4>> trainer;
