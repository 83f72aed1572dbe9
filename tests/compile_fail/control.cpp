// SPDX-License-Identifier: MIT
#include "cameo/core/shape.hpp"

static_assert(cameo::Shape<64, 64, 3>::size == 12288);
