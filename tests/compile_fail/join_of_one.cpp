// SPDX-License-Identifier: MIT
// expect: a join has at least two branches
#include <cameo/cameo.hpp>
using namespace cameo;

using Net = Sequential<Input<8, 8, 4>, Add<Branch<ReLU>>>;
static_assert(Net::layers > 0);
