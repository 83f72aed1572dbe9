// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <string_view>

#include "cameo/core/abi.hpp"

namespace cameo::inline CAMEO_ABI {

/// What a buffer in the arena holds.
enum class BufferKind {
  Input,     ///< samples of the batch
  Labels,    ///< labels of the batch
  Output,    ///< activations after a stage
  Saved,     ///< what a stage keeps from forward to backward, such as the positions of its maxima
  Prepared,  ///< parameters in the order in which a stage reads them
  ForwardScratch,
  BackwardScratch,
  OutputGradient,     ///< gradient of a stage's output
  ParameterGradient,  ///< gradient of a stage's parameters
};

constexpr std::string_view buffer_name(BufferKind kind) {
  constexpr std::array<std::string_view, 9> names{"input",
                                                  "labels",
                                                  "output",
                                                  "saved",
                                                  "prepared",
                                                  "forward scratch",
                                                  "backward scratch",
                                                  "output gradient",
                                                  "parameter gradient"};
  return names[static_cast<std::size_t>(kind)];
}

/// What has a copy of a buffer of its own.
enum class Copies { One, Sample, Thread, Shard };

/// One buffer of the arena. Time counts the groups of stages: forward 0, 1, ..., then the loss, then
/// backward.
struct Buffer {
  BufferKind kind{};
  int stage = -1;  ///< -1: of no stage
  Copies copies = Copies::One;
  std::size_t stride = 0;  ///< bytes of one copy
  std::size_t bytes = 0;   ///< of all copies
  int first = 0;           ///< time of its first and last use
  int last = 0;
  std::size_t offset = 0;  ///< from the arena's begin, a multiple of 64

  constexpr bool overlaps_in_time(const Buffer& other) const {
    return first <= other.last && other.first <= last;
  }
};

/// Buffers and the room that they take together. Behind each buffer 64 bytes may be read.
template <std::size_t Capacity>
struct MemoryMap {
  std::array<Buffer, Capacity> buffers{};
  std::size_t size = 0;   ///< buffers in use
  std::size_t bytes = 0;  ///< of the arena

  constexpr const Buffer* begin() const { return buffers.data(); }
  constexpr const Buffer* end() const { return buffers.data() + size; }

  constexpr void add(Buffer buffer) {
    if (buffer.bytes > 0) buffers[size++] = buffer;
  }

  /// The buffer, or one of no bytes.
  constexpr Buffer find(BufferKind kind, int stage) const {
    for (const Buffer& buffer : *this)
      if (buffer.kind == kind && buffer.stage == stage) return buffer;
    return {};
  }

  /// Gives every buffer its offset: the largest first, each at the lowest place where nothing alive at the
  /// same time lies.
  constexpr void place() {
    std::array<std::size_t, Capacity> order{};
    for (std::size_t i = 0; i < size; ++i) order[i] = i;
    std::sort(order.begin(), order.begin() + static_cast<std::ptrdiff_t>(size),
              [this](std::size_t a, std::size_t b) {
                return buffers[a].bytes != buffers[b].bytes ? buffers[a].bytes > buffers[b].bytes : a < b;
              });
    for (std::size_t i = 0; i < size; ++i) {
      Buffer& buffer = buffers[order[i]];
      buffer.bytes = (buffer.bytes + 63) / 64 * 64;
      for (bool moved = true; moved;) {
        moved = false;
        for (std::size_t j = 0; j < i; ++j) {
          const Buffer& placed = buffers[order[j]];
          const bool collides = buffer.overlaps_in_time(placed) &&
                                buffer.offset < placed.offset + placed.bytes &&
                                placed.offset < buffer.offset + buffer.bytes;
          if (collides) {
            buffer.offset = placed.offset + placed.bytes;
            moved = true;
          }
        }
      }
      bytes = std::max(bytes, buffer.offset + buffer.bytes + 64);
    }
  }
};

}  // namespace cameo::inline CAMEO_ABI
