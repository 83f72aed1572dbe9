// SPDX-License-Identifier: MIT
// expect: TripletSemiHard: the network does not end in vectors of length 1; make UnitNormalization, of a vector, its last layer
#include "cameo/cameo.hpp"

using namespace cameo;
using Net = Sequential<Input<8>, Dense<3>>;
Trainer<Net, TripletSemiHard, Adam, Batch<4>> trainer;
