// SPDX-License-Identifier: MIT
// Trains every copy of the network that this CPU can run, compares them with the baseline, and prints the
// name of the one that best() chose, then of those that could run. Fails when two copies disagree.
#include <array>
#include <cmath>
#include <cstdio>
#include <string_view>

#include "cameo/core/random.hpp"
#include "cameo/dispatch.hpp"
#include "network.hpp"

namespace {

using namespace cameo;
using Copy = dispatched::Copy<Actions>;
using Outputs = std::array<float, 1 + Actions::classes>;

/// The last loss and the outputs after three steps.
Outputs outputs_of(const Copy& copy) {
  std::array<float, Actions::batch * Actions::inputs> x;
  for (std::size_t i = 0; i < x.size(); ++i) x[i] = random_uniform(3, i);
  const std::array<float, Actions::batch> labels{0, 1, 2, 0};
  Outputs y{};
  for (int step = 0; step < 3; ++step) y[0] = copy.train(x, labels);
  copy.predict(std::span(x).first(Actions::inputs), std::span(y).subspan(1));
  return y;
}

bool near(const Outputs& a, const Outputs& b) {
  for (std::size_t i = 0; i < a.size(); ++i)
    if (!(std::fabs(a[i] - b[i]) <= 1e-5f && a[i] > 0)) return false;
  return true;
}

}  // namespace

int main() {
  std::printf("%s", dispatched::best<Actions>().target);
  Outputs expected{};
  int lanes = 0, failures = 0;
  for (const Copy* copy : dispatched::copies<Actions>()) {
    if (dispatched::find<Actions>(copy->target) != copy) continue;
    std::printf(" %s", copy->target);
    const Outputs y = outputs_of(*copy);
    if (lanes == 0) expected = y;
    if (!near(y, expected) || copy->lanes() < lanes) ++failures;
    lanes = copy->lanes();
  }
  if (dispatched::find<Actions>("avx4") != nullptr) ++failures;
  std::printf("\n");
  return failures;
}
