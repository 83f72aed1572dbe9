// SPDX-License-Identifier: MIT
#include "cameo/layers/pooling2d-inl.hpp"

#include "cameo/testing/check_layer.hpp"
#include "layers/run_layer.hpp"

using namespace cameo;
using namespace cameo_test;

namespace pooling2d_test {

/// The output's size and the zeros above and to the left are said by the test.
struct Expected {
  int height, width, above = 0, left = 0;
};

template <class In, Window Size, Stride Step, Padding Around = Valid>
void check_pooling(const Expected& expected) {
  const reference::Pooling pooling{In::height,     In::width,       In::channels,  Size.rows,
                                   Size.columns,   Step.rows,       Step.columns,  expected.height,
                                   expected.width, -expected.above, -expected.left};
  using Max = MaxPooling2D<Size, Step, Around>;
  REQUIRE(Max::template Output<In>::height == expected.height);
  REQUIRE(Max::template Output<In>::width == expected.width);
  const LayerRun<Max, In> largest;
  check_layer_values(largest, reference::max_pooling(in_double(largest.x), in_double(largest.dy), pooling));
  const LayerRun<AveragePooling2D<Size, Step, Around>, In> mean;
  check_layer_values(mean, reference::average_pooling(in_double(mean.x), in_double(mean.dy), pooling));
}

template <class In>
void check_global() {
  constexpr reference::Pooling pooling{In::height, In::width, In::channels, In::height, In::width, 1, 1,
                                       1,          1};
  const LayerRun<GlobalAveragePooling2D, In> mean;
  check_layer_values(mean, reference::average_pooling(in_double(mean.x), in_double(mean.dy), pooling));
  const LayerRun<GlobalMaxPooling2D, In> largest;
  check_layer_values(largest, reference::max_pooling(in_double(largest.x), in_double(largest.dy), pooling));
}

TEST_CASE("MaxPooling2D and AveragePooling2D: windows beside, apart and overlapping") {
  check_pooling<Shape<5, 7, 1>, 2, 2>({2, 3});   // a row and a column are left over
  check_pooling<Shape<7, 9, 16>, 3, 2>({3, 4});  // likewise
  check_pooling<Shape<8, 6, 37>, 2, 3>({3, 2});  // pixels between windows
}

TEST_CASE("MaxPooling2D and AveragePooling2D: rows and columns that differ") {
  check_pooling<Shape<7, 9, 5>, Window{2, 3}, Window{2, 3}>({3, 3});
  check_pooling<Shape<7, 3, 2>, Window{5, 1}, Stride{1, 2}>({3, 2});
}

TEST_CASE("MaxPooling2D and AveragePooling2D with Same: the odd row and column are below and on the right") {
  check_pooling<Shape<5, 7, 3>, 3, 1, Same>({5, 7, 1, 1});
  check_pooling<Shape<5, 7, 8>, 2, 2, Same>({3, 4, 0, 0});
  check_pooling<Shape<2, 3, 17>, 5, 1, Same>({2, 3, 2, 2});
}

TEST_CASE("MaxPooling2D and AveragePooling2D with padding by side") {
  check_pooling<Shape<7, 6, 5>, 3, 2, 1>({4, 3, 1, 1});  // PyTorch's MaxPool2d(3, 2, 1)
  check_pooling<Shape<1, 2, 3>, Window{2, 3}, Stride{2, 1}, Padding{1, 1, 0, 2}>({1, 2, 1, 0});
}

#if !CAMEO_QUICK_TESTS

TEST_CASE("MaxPooling2D and AveragePooling2D: further windows") {
  check_pooling<Shape<1, 1, 1>, 1, 1>({1, 1});
  check_pooling<Shape<4, 3, 3>, 2, 1>({3, 2});   // windows overlap
  check_pooling<Shape<5, 5, 10>, 5, 5>({1, 1});  // one window
  check_pooling<Shape<7, 9, 19>, Window{1, 4}, Stride{3, 2}>({3, 3});
  check_pooling<Shape<6, 8, 1>, 3, 2, Same>({3, 4, 0, 0});
  check_pooling<Shape<4, 6, 4>, 2, 2, Same>({2, 3});  // as Valid
  check_pooling<Shape<5, 4, 6>, Window{4, 1}, Stride{1, 2}, Same>({5, 2, 1, 0});
  check_pooling<Shape<4, 5, 16>, 3, 1, Padding{2, 0, 1, 2}>({4, 6, 2, 1});
}

#endif

TEST_CASE("AveragePooling2D with Same divides by the pixels in the image, as Keras") {
  // Keras on TensorFlow: AveragePooling2D(3, 1, "same") of 1 .. 9 as an image of 3 x 3
  const std::vector<float> keras{3, 3.5f, 4, 4.5f, 5, 5.5f, 6, 6.5f, 7};
  std::vector<float> x;
  for (int i = 0; i < 27; ++i) x.push_back(static_cast<float>(i % 9 + 1));
  const LayerRun<AveragePooling2D<3, 1, Same>, Shape<3, 3, 1>> run(x);
  for (std::size_t i = 0; i < 27; ++i) CHECK(run.y[i] == Approx(keras[i % 9]));
}

TEST_CASE("GlobalMaxPooling2D and GlobalAveragePooling2D") {
  check_global<Shape<1, 1, 1>>();
  check_global<Shape<7, 5, 3>>();
  check_global<Shape<4, 4, 33>>();
}

TEST_CASE("MaxPooling2D gives the gradient of equal values to the first of them") {
  using In = Shape<2, 2, 5>;
  const LayerRun<MaxPooling2D<2>, In> run(std::vector<float>(3 * In::size, 1.5f));
  for (std::size_t i = 0; i < run.dx.size(); ++i) {
    const std::size_t sample = i / In::size, place = i % In::size;
    CHECK(run.dx[i] == (place < 5 ? run.dy[sample * 5 + place] : 0.0f));
  }
}

TEST_CASE("GlobalMaxPooling2D shares the gradient of equal values, as TensorFlow") {
  using In = Shape<2, 2, 5>;
  std::vector<float> x(3 * In::size, 1.5f);
  for (std::size_t c = 0; c < 5; ++c) x[c] = -1;  // the first pixel of the first sample
  const LayerRun<GlobalMaxPooling2D, In> run(x);
  for (std::size_t i = 0; i < run.dx.size(); ++i) {
    const std::size_t sample = i / In::size, place = i % In::size;
    const float part = sample > 0 ? 0.25f : place < 5 ? 0 : 1.0f / 3;
    CHECK(run.dx[i] == Approx(run.dy[sample * 5 + place % 5] * part));
  }
}

TEST_CASE("check_layer agrees with pooling") {
  CHECK(check_layer<MaxPooling2D<3, 2, Same>, Shape<5, 4, 3>>().message() == "");
  CHECK(check_layer<AveragePooling2D<3, 1, Same>, Shape<5, 4, 3>>().message() == "");
  CHECK(check_layer<AveragePooling2D<Window{2, 3}, Stride{2, 1}, Padding{1, 0, 1, 2}>, Shape<5, 4, 3>>()
            .message() == "");
  CHECK(check_layer<GlobalMaxPooling2D, Shape<5, 4, 3>>().message() == "");
}

}  // namespace pooling2d_test
