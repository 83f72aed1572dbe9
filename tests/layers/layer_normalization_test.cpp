// SPDX-License-Identifier: MIT
#include "cameo/layers/layer_normalization-inl.hpp"

#include "cameo/testing/check_layer.hpp"
#include "layers/run_layer.hpp"

using namespace cameo;
using namespace cameo_test;

namespace layer_normalization_test {

template <class In>
void check_layer_normalization(double offset = 0) {
  using L = LayerNormalization<>;
  std::vector<float> x = random_values(1, 3 * In::size, 3);
  for (float& value : x) value += static_cast<float>(offset);
  const LayerRun<L, In> run(x);
  const auto gamma = in_double(run.tensor(run.w, 0)), beta = in_double(run.tensor(run.w, 1));
  check_layer_values(run, reference::layer_normalization(in_double(run.x), in_double(run.dy), gamma, beta,
                                                         static_cast<double>(L::epsilon)));
}

TEST_CASE("LayerNormalization over the last axis") {
  check_layer_normalization<Shape<2>>();
  check_layer_normalization<Shape<35>>();
  check_layer_normalization<Shape<1, 4, 16>>();
  check_layer_normalization<Shape<3, 5, 23>>();
  check_layer_normalization<Shape<1000>>();
}

TEST_CASE("LayerNormalization is as Keras's: epsilon in the root, 1e-3") {
  // Keras: LayerNormalization()([[0, 2, 4, 6]]), by numpy (x - 3) / sqrt(5 + 1e-3)
  const std::vector<float> x{0, 2, 4, 6, 0, 2, 4, 6, 0, 2, 4, 6};
  const LayerRun<LayerNormalization<>, Shape<4>> run(x);
  const std::vector<float> gamma = run.tensor(run.w, 0), beta = run.tensor(run.w, 1);
  const std::vector<double> keras{-1.3415066, -0.4471689, 0.4471689, 1.3415066};
  for (std::size_t c = 0; c < 4; ++c)
    CHECK(static_cast<double>(run.y[c]) ==
          Approx(keras[c] * static_cast<double>(gamma[c]) + static_cast<double>(beta[c])).epsilon(1e-6));
  CHECK(LayerNormalization<>::parameters<Shape<4>>()[0].initializer == Ones);
  CHECK(LayerNormalization<>::parameters<Shape<4>>()[1].initializer == Zeros);
}

TEST_CASE("LayerNormalization of values far from 0 keeps what they differ by") {
  // The values are multiples of 2^-10 and exact in float at either place.
  using In = Shape<64>;
  std::vector<float> small(3 * In::size), large(3 * In::size);
  for (std::size_t i = 0; i < small.size(); ++i) {
    small[i] = std::round(random_uniform(5, i) * 1024) / 1024;
    large[i] = small[i] + 4096;
  }
  const LayerRun<LayerNormalization<>, In> near_0(small), far_out(large);
  check_close(far_out.y, in_double(near_0.y), 2e-3);  // the mean has an error of 4096 * 6e-8 * 2
}

TEST_CASE("LayerNormalization of equal values is beta") {
  const LayerRun<LayerNormalization<>, Shape<19>> run(std::vector<float>(3 * 19, 2.5f));
  for (std::size_t c = 0; c < 19; ++c) CHECK(run.y[c] == run.tensor(run.w, 1)[c]);
}

TEST_CASE("check_layer agrees with LayerNormalization") {
  CHECK(check_layer<LayerNormalization<>, Shape<3, 2, 7>>().message() == "");
  CHECK(check_layer<LayerNormalization<0.5f>, Shape<17>>().message() == "");
}

}  // namespace layer_normalization_test
