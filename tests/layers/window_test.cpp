// SPDX-License-Identifier: MIT
#include "cameo/layers/window.hpp"

#include "catch.hpp"

using namespace cameo;

namespace window_test {

/// inside, windows_with and whole_windows, beside each tap of each window.
void check(const WindowAxis& axis) {
  CAPTURE(axis.input, axis.window, axis.stride, axis.padding.same, axis.padding.before, axis.padding.after,
          axis.dilation);
  const auto whole = axis.whole_windows();
  CHECK((0 <= whole.first && whole.first <= whole.end && whole.end <= axis.output()));
  for (int at = 0; at < axis.output(); ++at) {
    const auto inside = axis.inside(at);
    bool all = true;
    for (int tap = 0; tap < axis.window; ++tap) {
      const int pixel = at * axis.stride - axis.padding_before() + tap * axis.dilation;
      const bool is_inside = 0 <= pixel && pixel < axis.input;
      CHECK(is_inside == (inside.first <= tap && tap < inside.end));
      const auto windows = axis.windows_with(tap);
      CHECK(is_inside == (windows.first <= at && at < windows.end));
      all = all && is_inside;
    }
    CHECK(all == (whole.first <= at && at < whole.end));
  }
}

TEST_CASE("a window knows which of its pixels are of the input") {
  for (int input : {1, 2, 5, 8})
    for (int window : {1, 2, 3, 5})
      for (int stride : {1, 2, 3})
        for (int dilation : {1, 2, 3})
          for (const AxisPadding padding :
               {AxisPadding{true}, AxisPadding{}, AxisPadding{false, 1, 0}, AxisPadding{false, 3, 4}}) {
            const WindowAxis axis{input, window, stride, padding, dilation};
            if (axis.fits()) check(axis);
          }
}

}  // namespace window_test
