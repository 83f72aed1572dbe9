// SPDX-License-Identifier: MIT
// expect: Sequential: there is no layer; add one after Input
#include <cameo/cameo.hpp>
using namespace cameo;

using Net = Sequential<Input<8>, Branch<Branch<>>>;
static_assert(Net::parameter_count >= 0);
