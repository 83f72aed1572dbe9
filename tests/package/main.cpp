// SPDX-License-Identifier: MIT
#include <cstdio>

#include "cameo/core/shape.hpp"
#include "cameo/dispatch.hpp"
#include "lanes.hpp"

int main() {
  static_assert(cameo::Shape<64, 64, 3>::size == 64 * 64 * 3);
  const auto& lanes = cameo::dispatched::best<Lanes>();
  std::printf("an outside project found cameo, and %s with %d lanes\n", lanes.target, lanes.count());
}
