// SPDX-License-Identifier: MIT
// expect: write each argument as Branch<layers...>
#include <cameo/cameo.hpp>
using namespace cameo;

using Net = Sequential<Input<8, 8, 4>, Add<Branch<>, ReLU>>;
static_assert(Net::layers > 0);
