// SPDX-License-Identifier: MIT
#include "cameo/optim/clipping-inl.hpp"

#include <cmath>
#include <limits>
#include <vector>

#include "catch.hpp"

using namespace cameo;

namespace clipping_test {

/// w = 0 after a step of plain SGD of rate 1 is the gradient that it was given, negative.
template <class Change>
std::vector<float> changed(const std::vector<float>& g, Change change) {
  std::vector<float> w(g.size()), velocity(g.size());
  const HWY_NAMESPACE::Update<SGD, Change> update(SGD{.learning_rate = 1}, 1, w.data(), {velocity.data()},
                                                  change);
  update.range(0, g.data(), g.size());
  for (float& value : w) value = -value;
  return w;
}

TEST_CASE("ClipValue keeps each value within its limit, and NaN as it is") {
  std::vector<float> g;
  for (int i = 0; i < 37; ++i) g.push_back(static_cast<float>(i - 18) / 8);
  const std::vector<float> clipped = changed(g, HWY_NAMESPACE::Clipped<ClipValue<0.5f>>());
  for (std::size_t i = 0; i < g.size(); ++i) CHECK(clipped[i] == std::fmin(std::fmax(g[i], -0.5f), 0.5f));
  g.assign(21, std::numeric_limits<float>::quiet_NaN());
  for (const float value : changed(g, HWY_NAMESPACE::Clipped<ClipValue<0.5f>>())) CHECK(std::isnan(value));
}

TEST_CASE("what is scaled is clipped afterwards; norms clip nothing by itself") {
  const std::vector<float> g(19, 4.0f);
  CHECK(changed(g, HWY_NAMESPACE::ScaledAndClipped<ClipValue<1.5f>>{0.25f}) == std::vector(19, 1.0f));
  CHECK(changed(g, HWY_NAMESPACE::ScaledAndClipped<ClipValue<0.5f>>{0.25f}) == std::vector(19, 0.5f));
  CHECK(changed(g, HWY_NAMESPACE::ScaledAndClipped<GlobalClipNorm<0.5f>>{0.25f}) == std::vector(19, 1.0f));
  CHECK(changed(g, HWY_NAMESPACE::Clipped<ClipNorm<0.5f>>()) == g);
}

}  // namespace clipping_test
