// SPDX-License-Identifier: MIT
// expect: CosFace, ArcFace: the network does not end in cosines; make CosineDense its last layer
#include "cameo/cameo.hpp"

using namespace cameo;
using Net = Sequential<Input<8>, Dense<3>>;
Trainer<Net, CosFace, Adam, Batch<4>> trainer;
