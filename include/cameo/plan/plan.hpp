// SPDX-License-Identifier: MIT
#pragma once

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
  using Lowering = Lowered<Net, Options.training, Stored>;
  static constexpr PlanOptions options = Options;
  static constexpr bool small_weights = !std::same_as<Stored, Weights::float32>;
  static constexpr int stages = Lowering::size;
  static_assert(stages > 0, "Sequential: the network computes nothing; add a layer besides Flatten");
  static constexpr Schedule<stages> schedule{Lowering::facts, Net::Input::size, Options};
  static_assert(!Options.absorbed || Lowering::facts[stages - 1].layers == 1,
                "the loss absorbs a layer that is a stage of its own");

 private:
  static constexpr int times = Options.training ? 2 * stages + 1 : stages;
  static constexpr Buffers<stages> all{schedule};
  static constexpr auto blocks = [] {
    std::array<Block, all.size> of_buffers{};
    for (std::size_t i = 0; i < all.size; ++i)
      of_buffers[i] = {.bytes = all.list[i].bytes, .first = all.list[i].first, .last = all.list[i].last};
    return of_buffers;
  }();
  static constexpr auto merged = merge_equal_lifetimes<times>(blocks);
  static constexpr std::span<const Block> to_place{merged.blocks.data(), merged.size};
  template <PlaceFirst First>
  static constexpr Placement<times, placement_entries<times>(to_place), merged.size> placement{to_place,
                                                                                               First};
  static constexpr bool by_size =
      placement<PlaceFirst::Largest>.bytes <= placement<PlaceFirst::LongestLived>.bytes;

 public:
  static constexpr auto memory_map = [] {
    constexpr const auto& placed = placement < by_size ? PlaceFirst::Largest : PlaceFirst::LongestLived > ;
    MemoryMap<blocks.size()> map;
    for (std::size_t i = 0; i < blocks.size(); ++i) {
      map.buffers[i] = all.list[i];
      map.buffers[i].offset = placed.blocks[merged.block_of[i]].offset + merged.offset_in[i];
    }
    map.bytes = placed.bytes + 64;
    map.peak = peak<times>(blocks);
    return map;
  }();

  /// What a pass looks up.
  static constexpr StageRows<stages, schedule.input_count()> rows{schedule, Lowering::fetches_next,
                                                                  memory_map};
};

}  // namespace cameo::inline CAMEO_ABI::plan
