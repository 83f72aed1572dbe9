// SPDX-License-Identifier: MIT
#include "cameo/core/shape.hpp"

#include "catch.hpp"

using cameo::Shape;
using cameo::TensorShape;

namespace shape_test {

using Image = Shape<64, 48, 3>;
static_assert(Image::rank == 3 && Image::size == 64 * 48 * 3);
static_assert(Image::height == 64 && Image::width == 48 && Image::channels == 3);

// A vector reads as one pixel.
using Vector = Shape<128>;
static_assert(Vector::rank == 1 && Vector::size == 128);
static_assert(Vector::height == 1 && Vector::width == 1 && Vector::channels == 128);

// More values than an int counts.
static_assert(Shape<65536, 65536, 3>::size == std::size_t{3} << 32);

TEST_CASE("TensorShape: size and equality") {
  constexpr TensorShape kernel{{3, 3, 2, 8}, 4}, bias{{8}, 1};
  CHECK(kernel.size() == 144);
  CHECK(bias.size() == 8);
  CHECK(TensorShape{}.size() == 1);
  CHECK(kernel == TensorShape{{3, 3, 2, 8}, 4});
  CHECK_FALSE(kernel == bias);
}

TEST_CASE("TensorShape is a range of the sizes up to its rank") {
  constexpr TensorShape kernel{{3, 5, 2, 8}, 3};
  int sizes = 0;
  for (const int size : kernel) sizes = 10 * sizes + size;
  CHECK(sizes == 352);
  CHECK(kernel.end() - kernel.begin() == 3);
  constexpr TensorShape scalar{};
  CHECK(scalar.begin() == scalar.end());
}

}  // namespace shape_test
