// SPDX-License-Identifier: MIT
#include "cameo/layers/rescaling-inl.hpp"

#include "layers/run_layer.hpp"

using namespace cameo;
using namespace cameo_test;

TEST_CASE("Rescaling") {
  for_each_shape([]<class In>() {
    const LayerRun<Rescaling<2.5f, -1.25f>, In> run;
    check_layer_values(run, reference::elementwise(
                                in_double(run.x), in_double(run.dy), [](double x) { return 2.5 * x - 1.25; },
                                [](double) { return 2.5; }));
  });
}
