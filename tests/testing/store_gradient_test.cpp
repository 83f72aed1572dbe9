// SPDX-License-Identifier: MIT
#include "cameo/testing/store_gradient.hpp"

#include <vector>

#include "catch.hpp"

using namespace cameo;

static_assert(Optimizer<StoreGradient>);

TEST_CASE("StoreGradient keeps the parameters and stores their gradient") {
  std::vector<float> w(37, 2.0f), slot(37), g(37);
  for (std::size_t i = 0; i < g.size(); ++i) g[i] = static_cast<float>(i);
  const HWY_NAMESPACE::Update<StoreGradient> update(StoreGradient{}, 1, w.data(), {slot.data()});
  update.range(0, g.data(), g.size());
  CHECK(slot == g);
  CHECK(w == std::vector<float>(37, 2.0f));
}
