// SPDX-License-Identifier: MIT
// expect: a join has at most 8 branches; nest them
#include <cameo/cameo.hpp>
using namespace cameo;

using Net =
    Sequential<Input<8, 8, 4>,
               Add<Branch<>, Branch<>, Branch<>, Branch<>, Branch<>, Branch<>, Branch<>, Branch<>, Branch<>>>;
static_assert(Net::layers > 0);
