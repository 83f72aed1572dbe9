// SPDX-License-Identifier: MIT
#include "cameo/plan/memory.hpp"

#include "cameo/core/random.hpp"
#include "catch.hpp"

using namespace cameo;
using namespace cameo::plan;

namespace memory_test {

constexpr int times = 81;
using Blocks = std::array<Block, 240>;

/// Blocks of any size and lifetime; in every other set many are kept across the middle, as when training.
Blocks random_blocks(std::uint64_t key) {
  Blocks blocks;
  for (std::size_t i = 0; i < blocks.size(); ++i) {
    const auto draw = [&](std::uint64_t which, std::uint64_t below) {
      return static_cast<int>(random_bits(key, 4 * i + which) % below);
    };
    const int first = draw(0, times);
    const bool kept = key % 2 == 0 && draw(3, 2) == 0 && first < times / 2;
    const int last = kept ? times - 1 - first : std::min(first + draw(1, 4), times - 1);
    blocks[i] = {.bytes = static_cast<std::size_t>(64 * (1 + draw(2, 100))), .first = first, .last = last};
  }
  return blocks;
}

/// The most bytes alive at once, by looking at each time.
std::size_t peak_by_looking(const Blocks& blocks) {
  std::size_t most = 0;
  for (int time = 0; time < times; ++time) {
    std::size_t alive = 0;
    for (const Block& block : blocks) alive += block.first <= time && time <= block.last ? block.bytes : 0;
    most = std::max(most, alive);
  }
  return most;
}

TEST_CASE("blocks alive at one time never share a place, and take little more than what is alive") {
  double worst = 0;
  for (std::uint64_t key = 0; key < 1000; ++key) {
    CAPTURE(key);
    const Blocks blocks = random_blocks(key);
    const std::size_t alive = peak_by_looking(blocks);
    REQUIRE(peak<times>(blocks).bytes == alive);
    REQUIRE(placement_entries<times>(blocks) <= 240 * times);
    std::size_t least = static_cast<std::size_t>(-1);
    for (const PlaceFirst first : {PlaceFirst::Largest, PlaceFirst::LongestLived}) {
      const Placement<times, 240 * times, 240> placed{blocks, first};
      int clashes = 0;
      for (const Block& a : placed.blocks) {
        REQUIRE((a.offset % 64 == 0 && a.end() <= placed.bytes));
        for (const Block& b : placed.blocks)
          clashes +=
              &a != &b && a.first <= b.last && b.first <= a.last && a.offset < b.end() && b.offset < a.end();
      }
      REQUIRE(clashes == 0);
      least = std::min(least, placed.bytes);
    }
    worst = std::max(worst, static_cast<double>(least) / static_cast<double>(alive));
  }
  CHECK(worst < 1.25);
}

TEST_CASE("blocks that are not alive together share their place") {
  const std::array<Block, 3> blocks{Block{.bytes = 640, .first = 0, .last = 1},
                                    Block{.bytes = 128, .first = 1, .last = 2},
                                    Block{.bytes = 576, .first = 2, .last = 3}};
  constexpr int four = 4;
  const Placement<four, 16, 3> placed{blocks, PlaceFirst::Largest};
  CHECK(placed.blocks[0].offset == 0);
  CHECK(placed.blocks[2].offset == 0);
  CHECK(placed.blocks[1].offset == 640);
  CHECK(placed.bytes == 640 + 128);
}

}  // namespace memory_test
