// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <span>

#include "cameo/core/abi.hpp"

namespace cameo::inline CAMEO_ABI::plan {

/// Bytes of memory that are alive from time `first` to time `last`.
///
/// All blocks lie in one array of bytes. C++20 lets such an array hold floats or ints without a constructor
/// call (they are implicit-lifetime types); to reuse a block for another type it would want
/// std::start_lifetime_as, which no compiler that is supported here has. Each block is written before it is
/// read, as that type.
struct Block {
  std::size_t bytes = 0;  ///< a multiple of 64
  int first = 0;
  int last = 0;
  std::size_t offset = 0;  ///< what place() finds, a multiple of 64

  constexpr std::size_t end() const { return offset + bytes; }
};

constexpr std::size_t padded_to_64(std::size_t bytes) { return (bytes + 63) / 64 * 64; }

/// array[index] for an index that counts stages or times.
template <class Array>
constexpr auto& at(Array& array, int index) {
  return array[static_cast<std::size_t>(index)];
}

/// Blocks of one lifetime, which none of them can share, as one block of all their bytes.
template <std::size_t Count>
struct MergedBlocks {
  std::array<Block, Count> blocks{};
  std::size_t size = 0;
  std::array<std::size_t, Count> block_of{};   ///< in which block each one lies
  std::array<std::size_t, Count> offset_in{};  ///< and where there
};
template <int Times, std::size_t Count>
constexpr MergedBlocks<Count> merge_equal_lifetimes(const std::array<Block, Count>& unmerged) {
  MergedBlocks<Count> merged;
  std::array<int, Times> alike{};  // lists of merged blocks, by a number that few lifetimes share
  std::array<int, Count> next{};
  alike.fill(-1);
  for (std::size_t i = 0; i < Count; ++i) {
    const int first = unmerged[i].first, last = unmerged[i].last;
    int& newest = at(alike, (2 * first + last) % Times);
    int found = newest;
    while (found >= 0 && (at(merged.blocks, found).first != first || at(merged.blocks, found).last != last))
      found = at(next, found);
    if (found < 0) {
      found = static_cast<int>(merged.size++);
      at(merged.blocks, found) = {.first = first, .last = last};
      at(next, found) = newest;
      newest = found;
    }
    merged.block_of[i] = static_cast<std::size_t>(found);
    merged.offset_in[i] = at(merged.blocks, found).bytes;
    at(merged.blocks, found).bytes += unmerged[i].bytes;
  }
  return merged;
}

/// The most bytes that are alive at one time, and when first: no placement takes less.
struct Peak {
  std::size_t bytes = 0;
  int time = 0;
};
template <int Times>
constexpr Peak peak(std::span<const Block> blocks) {
  std::array<std::size_t, Times + 1> born{}, dead{};
  for (const Block& block : blocks) {
    at(born, block.first) += block.bytes;
    at(dead, block.last + 1) += block.bytes;
  }
  Peak peak;
  std::size_t alive = 0;
  for (int time = 0; time < Times; ++time) {
    alive += at(born, time) - at(dead, time);
    if (alive > peak.bytes) peak = {alive, time};
  }
  return peak;
}

/// A block that lives long through the middle of all times: what training keeps from forward to backward, and
/// what predictions keep for ever. They are alive together, so that none can share its place with another.
constexpr bool is_pillar(const Block& block, int times) {
  const int middle = (times - 1) / 2;
  return block.first <= middle && middle <= block.last && block.last - block.first >= 16;
}

/// How many entries Placement needs for the blocks: one for each time of each that is no pillar.
template <int Times>
constexpr std::size_t placement_entries(std::span<const Block> blocks) {
  std::size_t entries = 1;
  for (const Block& block : blocks)
    if (!is_pillar(block, Times)) entries += static_cast<std::size_t>(block.last - block.first + 1);
  return entries;
}

/// Which blocks find their place first. Neither order is always the better one: a plan tries both.
enum class PlaceFirst { Largest, LongestLived };

/// Gives blocks their offsets. Pillars are stacked in the order of their birth, for they die about in
/// reverse. The others lie above the pillars alive with them, one after another, each in the lowest gap
/// between those placed before and alive with it. These are found by time, so that the work grows with what
/// is alive together, not with the square of all: a network of hundreds of stages is placed within the limits
/// of the compilers.
template <int Times, std::size_t Entries, std::size_t Count>
class Placement {
 public:
  std::array<Block, Count> blocks{};
  std::size_t bytes = 0;  ///< of all

  constexpr Placement(std::span<const Block> unplaced, PlaceFirst first) {
    std::copy(unplaced.begin(), unplaced.end(), blocks.begin());
    int others = 0;
    for (std::size_t i = 0; i < unplaced.size(); ++i)
      if (!is_pillar(blocks[i], Times)) at(order_, others++) = static_cast<int>(i);
    stack_pillars(unplaced.size());
    std::sort(order_.begin(), order_.begin() + others, [&](int a, int b) {
      const Block &block = at(blocks, a), &other = at(blocks, b);
      const int lives = block.last - block.first, other_lives = other.last - other.first;
      if (first == PlaceFirst::LongestLived && lives != other_lives) return lives > other_lives;
      return block.bytes != other.bytes ? block.bytes > other.bytes : a < b;
    });
    alive_.fill(-1);
    for (int i = 0; i < others; ++i) place(at(order_, i));
  }

 private:
  constexpr void stack_pillars(std::size_t count) {
    std::array<int, Times> first_born{};  // a list of the pillars born at each time, the last of them first
    std::array<int, Count> older{};
    first_born.fill(-1);
    for (int i = static_cast<int>(count) - 1; i >= 0; --i)
      if (is_pillar(at(blocks, i), Times)) {
        at(older, i) = at(first_born, at(blocks, i).first);
        at(first_born, at(blocks, i).first) = i;
      }
    for (int time = 0; time < Times; ++time)
      for (int i = at(first_born, time); i >= 0; i = at(older, i)) {
        Block& block = at(blocks, i);
        block.offset = bytes;
        bytes = block.end();
        at(top_, block.first) = at(top_, block.last) = bytes;
      }
    constexpr int middle = (Times - 1) / 2;
    for (int time = 1; time <= middle; ++time)
      at(top_, time) = (std::max)(at(top_, time), at(top_, time - 1));
    for (int time = Times - 2; time > middle; --time)
      at(top_, time) = (std::max)(at(top_, time), at(top_, time + 1));
  }

  constexpr void place(int index) {
    Block& block = at(blocks, index);
    const int count = find_beside(block);
    for (int time = block.first; time <= block.last; ++time)
      block.offset = (std::max)(block.offset, at(top_, time));
    for (int i = 0; i < count; ++i) {
      const Block& other = at(blocks, at(beside_, i));
      if (block.end() <= other.offset) break;
      block.offset = (std::max)(block.offset, other.end());
    }
    bytes = (std::max)(bytes, block.end());
    for (int time = block.first; time <= block.last; ++time) {
      at(entries_, used_) = {index, at(alive_, time)};
      at(alive_, time) = used_++;
    }
  }

  /// The placed blocks that are alive with one, by offset.
  constexpr int find_beside(const Block& block) {
    int count = 0;
    ++turn_;
    for (int time = block.first; time <= block.last; ++time)
      for (int entry = at(alive_, time); entry >= 0; entry = at(entries_, entry).next) {
        const int other = at(entries_, entry).block;
        if (at(seen_, other) == turn_) continue;
        at(seen_, other) = turn_;
        int place = count++;
        for (; place > 0 && at(blocks, at(beside_, place - 1)).offset > at(blocks, other).offset; --place)
          at(beside_, place) = at(beside_, place - 1);
        at(beside_, place) = other;
      }
    return count;
  }

  struct Entry {
    int block, next;
  };
  std::array<int, Count> order_{}, beside_{}, seen_{};
  std::array<std::size_t, Times> top_{};  // where the pillars alive at a time end
  std::array<int, Times> alive_{};        // the list of placed blocks alive at a time, in entries_
  std::array<Entry, Entries> entries_{};
  int used_ = 0, turn_ = 0;
};

/// Blocks in their places, by the better of both orders.
template <int Times, const auto& Blocks>
struct PlacedBlocks {
 private:
  static constexpr auto merged = merge_equal_lifetimes<Times>(Blocks);
  static constexpr std::span<const Block> to_place{merged.blocks.data(), merged.size};
  static constexpr std::size_t entries = placement_entries<Times>(to_place);
  template <PlaceFirst First>
  static constexpr Placement<Times, entries, merged.size> placement{to_place, First};
  static constexpr bool by_size =
      placement<PlaceFirst::Largest>.bytes <= placement<PlaceFirst::LongestLived>.bytes;
  static constexpr const auto& best = placement<(by_size ? PlaceFirst::Largest : PlaceFirst::LongestLived)>;

 public:
  static constexpr std::size_t bytes = best.bytes;

  /// Where a block lies.
  static constexpr std::size_t offset(std::size_t block) {
    return best.blocks[merged.block_of[block]].offset + merged.offset_in[block];
  }
};

}  // namespace cameo::inline CAMEO_ABI::plan
