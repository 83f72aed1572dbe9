// SPDX-License-Identifier: MIT
#include <cstdio>

#include "cameo/core/shape.hpp"

int main() {
  static_assert(cameo::Shape<64, 64, 3>::size == 64 * 64 * 3);
  std::puts("an outside project found cameo");
}
