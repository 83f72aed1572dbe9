// SPDX-License-Identifier: MIT
#include "cameo/plan/memory.hpp"

#include "cameo/plan/plan.hpp"
#include "catch.hpp"

using namespace cameo;
using FaceNet = Sequential<Input<64, 64, 3>, Conv2D<32, 3>, ReLU, MaxPooling2D<2>, Conv2D<64, 3>, ReLU,
                           MaxPooling2D<2>, Flatten, Dense<128>, ReLU, Dense<1>, Sigmoid>;

namespace {
template <class Map>
constexpr bool sound(const Map& map) {
  for (const Buffer& a : map) {
    if (a.offset % 64 != 0 || a.offset + a.bytes + 64 > map.bytes) return false;
    for (const Buffer& b : map)
      if (&a != &b && a.overlaps_in_time(b) && a.offset < b.offset + b.bytes && b.offset < a.offset + a.bytes)
        return false;
  }
  return true;
}
}  // namespace

TEST_CASE("buffers alive at the same time never overlap, and every one is aligned") {
  STATIC_REQUIRE(sound(Plan<FaceNet, 32, true, 1, true, 1>::memory_map));
  STATIC_REQUIRE(sound(Plan<FaceNet, 32, true, 3, true, 1>::memory_map));
  STATIC_REQUIRE(sound(Plan<FaceNet, 1, false>::memory_map));
  STATIC_REQUIRE(sound(Plan<FaceNet, 7, false>::memory_map));
}

TEST_CASE("buffers that are not alive together share their place") {
  MemoryMap<3> map;
  map.add({.kind = BufferKind::Output, .stage = 0, .bytes = 640, .first = 0, .last = 1});
  map.add({.kind = BufferKind::Output, .stage = 1, .bytes = 100, .first = 1, .last = 2});
  map.add({.kind = BufferKind::Output, .stage = 2, .bytes = 600, .first = 2, .last = 3});
  map.place();
  CHECK(map.find(BufferKind::Output, 0).offset == 0);
  CHECK(map.find(BufferKind::Output, 2).offset == 0);
  CHECK(map.find(BufferKind::Output, 1).offset == 640);
  CHECK(map.bytes == 640 + 128 + 64);
}

TEST_CASE(
    "convolutions run image by image: between them one sample's gradient, and one activation when "
    "predicting") {
  using Training = Plan<FaceNet, 32, true, 1, true, 1>;
  STATIC_REQUIRE(Training::groups == 4);
  STATIC_REQUIRE(Training::memory_map.find(BufferKind::OutputGradient, 0).copies == Copies::Thread);
  STATIC_REQUIRE(Training::memory_map.find(BufferKind::OutputGradient, 1).copies == Copies::Sample);
  STATIC_REQUIRE(Training::memory_map.find(BufferKind::OutputGradient, 4).bytes ==
                 0);  // absorbed by the loss
  STATIC_REQUIRE(Plan<FaceNet, 32, false>::memory_map.find(BufferKind::Output, 0).copies == Copies::Thread);
}
