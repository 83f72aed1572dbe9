// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cstddef>

#include "cameo/net/parameters.hpp"
#include "cameo/plan/buffers.hpp"
#include "cameo/plan/lower.hpp"
#include "cameo/plan/memory.hpp"
#include "cameo/plan/stage_row.hpp"

namespace cameo::inline CAMEO_ABI::plan {

/// The buffers of the arena, placed. Behind each buffer 64 bytes may be read.
template <std::size_t Count>
struct MemoryMap {
  std::array<Buffer, Count> buffers{};
  std::size_t bytes = 0;  ///< of the arena
  Peak peak;              ///< the most that is alive at one time

  constexpr const Buffer* begin() const { return buffers.data(); }
  constexpr const Buffer* end() const { return buffers.data() + Count; }
  constexpr std::size_t size() const { return Count; }

  /// The buffer, or one of no bytes.
  constexpr Buffer find(BufferKind kind, int stage, int source = 0) const {
    for (const Buffer& buffer : buffers)
      if (buffer.kind == kind && buffer.stage == stage && buffer.source == source) return buffer;
    return {};
  }
};

/// How a network runs, all at compile time: its stages, when each runs, and where everything lies in the
/// arena. Each step is a constant of its own, for compilers limit the work that one may take.
template <Network Net, PlanOptions Options, class Stored = Weights::float32>
struct Plan {
  using Network = Net;
  using Lowering = Lowered<Net, Options.training, Stored, Options.batch>;
  static constexpr PlanOptions options = Options;
  static constexpr bool small_weights = !std::same_as<Stored, Weights::float32>;
  static constexpr int stages = Lowering::size;
  static_assert(stages > 0, "Sequential: the network computes nothing; add a layer besides Flatten");
  static_assert(
      [] {
        std::size_t most = Net::Input::size;
        for (const StageFact& fact : Lowering::facts) most = (std::max)(most, fact.output);
        return most < (std::size_t{1} << 31) / std::size_t{Options.batch};
      }(),
      "Batch: the values of a batch behind one layer are more than an int counts; give a smaller Batch<N>");
  static constexpr Schedule<stages> schedule{Lowering::facts, Net::Input::size, Options};
  static_assert(!Options.absorbed || Lowering::facts[stages - 1].layers == 1,
                "the loss absorbs a layer that is a stage of its own");

 private:
  static constexpr int times = Options.training ? 2 * stages + 1 : stages;
  static constexpr Buffers<stages> buffers{schedule};

  // What each of several threads has of its own lies together, in one block for all of them.
  static constexpr std::size_t thread_buffers = buffers.of_thread.size, shared_buffers = buffers.shared.size;
  static constexpr auto thread_blocks = buffers.of_thread.template blocks<thread_buffers>();
  using OfThread = PlacedBlocks<times, thread_blocks>;
  static constexpr std::size_t thread_stride = OfThread::bytes + 64;

  static constexpr std::size_t blocks_of_threads = thread_buffers > 0 ? 1 : 0;
  static constexpr auto blocks = [] {
    auto all = buffers.shared.template blocks<shared_buffers, blocks_of_threads>();
    if (thread_buffers > 0) all.back() = {.bytes = thread_stride * Options.threads, .last = schedule.end()};
    return all;
  }();
  using Arena = PlacedBlocks<times, blocks>;

 public:
  static constexpr auto memory_map = [] {
    MemoryMap<shared_buffers + thread_buffers> map;
    for (std::size_t i = 0; i < shared_buffers; ++i) {
      map.buffers[i] = buffers.shared.buffers[i];
      map.buffers[i].offset = Arena::offset(i);
    }
    for (std::size_t i = 0; i < thread_buffers; ++i) {
      Buffer& buffer = map.buffers[shared_buffers + i] = buffers.of_thread.buffers[i];
      buffer.offset = Arena::offset(shared_buffers) + OfThread::offset(i);
      buffer.stride = thread_stride;
      buffer.bytes *= Options.threads;
    }
    map.bytes = Arena::bytes + 64;
    map.peak = peak<times>(blocks);
    return map;
  }();

  /// What a pass looks up.
  static constexpr StageRows<stages, schedule.input_count()> rows{schedule, Lowering::fetches_next,
                                                                  memory_map};
};

}  // namespace cameo::inline CAMEO_ABI::plan
