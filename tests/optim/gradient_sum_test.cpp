// SPDX-License-Identifier: MIT
#include "cameo/optim/gradient_sum-inl.hpp"

#include <limits>
#include <vector>

#include "catch.hpp"

using namespace cameo;
using detail::GradientSum;

TEST_CASE("gradients are added up with their weights, and nothing else changes") {
  std::vector<float> w(37, 2.0f), sum(37, std::numeric_limits<float>::quiet_NaN()), g(37);
  for (std::size_t i = 0; i < g.size(); ++i) g[i] = static_cast<float>(i);
  const auto give = [&](GradientSum optimizer) {
    const HWY_NAMESPACE::Update<GradientSum> update(optimizer, 0, w.data(), {sum.data()});
    update.decayed(true).range(0, g.data(), g.size());
  };
  give({.weight = 3, .first = true});
  for (std::size_t i = 0; i < g.size(); ++i) CHECK(sum[i] == 3 * g[i]);
  give({.weight = 2, .first = false});
  for (std::size_t i = 0; i < g.size(); ++i) CHECK(sum[i] == 5 * g[i]);
  CHECK(w == std::vector<float>(37, 2.0f));
}
