// SPDX-License-Identifier: MIT
#include "cameo/layers/up_sampling2d-inl.hpp"

#include "cameo/testing/check_layer.hpp"
#include "layers/run_layer.hpp"

using namespace cameo;
using namespace cameo_test;

namespace up_sampling2d_test {

/// The weight of pixel `input` in pixel `output` along an axis of so many pixels.
double weight(Interpolation between, int factor, int pixels, int output, int input) {
  if (between == Nearest) return output / factor == input ? 1 : 0;
  const double point = std::clamp((output + 0.5) / factor - 0.5, 0.0, pixels - 1.0);
  return std::max(0.0, 1 - std::fabs(point - input));
}

template <Window Factor, Interpolation Between, class In>
void check_up_sampling() {
  using L = UpSampling2D<Factor, Between>;
  const LayerRun<L, In> run;
  check_layer_values(
      run, reference::linear(in_double(run.x), in_double(run.dy), In::size, [&](std::size_t o) {
        const reference::Position y(o, In::width * Factor.columns, In::channels);
        std::vector<reference::Term> terms;
        for (int i = 0; i < In::height; ++i)
          for (int j = 0; j < In::width; ++j)
            terms.push_back({static_cast<std::size_t>((i * In::width + j) * In::channels + y.channel),
                             weight(Between, Factor.rows, In::height, y.row, i) *
                                 weight(Between, Factor.columns, In::width, y.column, j)});
        return terms;
      }));
}

template <Window Factor, Interpolation Between>
void check_shapes() {
  check_up_sampling<Factor, Between, Shape<5, 3, 1>>();
  check_up_sampling<Factor, Between, Shape<3, 5, 23>>();
  if constexpr (!cameo_test::quick) {
    check_up_sampling<Factor, Between, Shape<1, 1, 1>>();
    check_up_sampling<Factor, Between, Shape<1, 4, 16>>();
  }
}

TEST_CASE("UpSampling2D to the nearest pixel") {
  check_shapes<1, Nearest>();
  check_shapes<2, Nearest>();
  check_shapes<3, Nearest>();
  check_shapes<{2, 3}, Nearest>();
}

TEST_CASE("UpSampling2D, bilinear") {
  check_shapes<1, Bilinear>();
  check_shapes<2, Bilinear>();
  check_shapes<3, Bilinear>();
  check_shapes<4, Bilinear>();
  check_shapes<{3, 1}, Bilinear>();
}

TEST_CASE("UpSampling2D, bilinear, is Keras's: half a pixel from the edge on it changes") {
  // Keras: UpSampling2D(2, interpolation="bilinear") of a row 1, 2, 4
  const std::vector<float> keras{1, 1.25f, 1.75f, 2.5f, 3.5f, 4};
  const LayerRun<UpSampling2D<2, Bilinear>, Shape<1, 3, 1>> run({1, 2, 4, 1, 2, 4, 1, 2, 4});
  for (std::size_t i = 0; i < run.y.size(); ++i) CHECK(run.y[i] == keras[i % 6]);
}

TEST_CASE("check_layer agrees with UpSampling2D") {
  CHECK(check_layer<UpSampling2D<2>, Shape<3, 2, 3>>().message() == "");
  CHECK(check_layer<UpSampling2D<3, Bilinear>, Shape<3, 2, 3>>().message() == "");
}

}  // namespace up_sampling2d_test
