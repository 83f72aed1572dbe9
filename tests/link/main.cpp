// SPDX-License-Identifier: MIT
#include <array>
#include <cmath>
#include <cstdio>

int narrow(std::array<float, 3>& y);
int wide(std::array<float, 3>& y);

int main() {
  std::array<float, 3> a{}, b{};
  const int narrow_lanes = narrow(a), wide_lanes = wide(b);
  std::printf("%d lanes: %.7f %.7f %.7f\n", narrow_lanes, static_cast<double>(a[0]),
              static_cast<double>(a[1]), static_cast<double>(a[2]));
  std::printf("%d lanes: %.7f %.7f %.7f\n", wide_lanes, static_cast<double>(b[0]), static_cast<double>(b[1]),
              static_cast<double>(b[2]));
  bool equal = true;
  for (std::size_t i = 0; i < 3; ++i) equal = equal && std::fabs(a[i] - b[i]) < 1e-5f && a[i] > 0;
  return equal && narrow_lanes < wide_lanes ? 0 : 1;
}
