// SPDX-License-Identifier: MIT
#pragma once

#include <boost/hana/at.hpp>

#include "cameo/net/sequential.hpp"
#include "cameo/plan/lower.hpp"
#include "cameo/plan/memory.hpp"

namespace cameo::inline CAMEO_ABI {

namespace detail {
template <class List>
struct StageFacts;

/// The stages of a network as types by index, and what the planner asks of them as arrays.
template <class... Placed>
struct StageFacts<StageList<Placed...>> {
  static constexpr int count = sizeof...(Placed);
  static constexpr std::array<bool, count> by_sample{Placed::Stage::by_sample...};
  static constexpr std::array<std::size_t, count> parameters{Placed::Stage::parameters...};
  static constexpr std::array<std::size_t, count> parameter_offset{Placed::parameter_offset...};
  static constexpr std::array<std::size_t, count> outputs{Placed::Stage::Output::size...};
  template <bool Training>
  static constexpr std::array<StageMemory, count> memory{Placed::Stage::template memory<Training>...};
  static constexpr std::array<int, count> first_layer{Placed::first_layer...};
  static constexpr std::array<std::string_view, count> algorithm{Placed::Stage::algorithm...};

  using Tuple = boost::hana::tuple<boost::hana::type<typename Placed::Stage>...>;
  template <int Index>
  using Stage = typename std::remove_cvref_t<decltype(boost::hana::at_c<static_cast<std::size_t>(Index)>(
      std::declval<Tuple>()))>::type;
};
}  // namespace detail

/// How a network runs, all at compile time: its stages, the groups of stages that are run image by image, and
/// the arena. `Absorbed` is true when the loss returns the gradient before the last stage instead of after
/// it.
template <Network Net, int Batch, bool Training, int Threads = 1, bool Absorbed = false, int LabelWidth = 0,
          class Stored = Weights::float32>
struct Plan {
  using Facts = detail::StageFacts<Lowered<Net, Stored>>;
  static constexpr int stages = Facts::count;
  static constexpr int batch = Batch;
  static constexpr int threads = Threads;

  /// Gradients of parameters are added up within each of so many parts of the batch, then part after part:
  /// the same sums whatever the number of threads. One thread needs two copies of what it adds up, the first
  /// and the next.
  static constexpr int shards = std::min(Batch, 4);
  static constexpr int shard_copies = Threads == 1 ? std::min(shards, 2) : shards;
  template <int Index>
  using Stage = typename Facts::template Stage<Index>;

  static_assert(stages > 0, "Sequential: the network computes nothing; add a layer besides Flatten");

  /// Stages first_backward .. last_backward run backward.
  static constexpr int last_backward = stages - 1 - (Absorbed ? 1 : 0);
  static constexpr int first_backward = [] {
    int stage = 0;
    while (stage < stages && Facts::parameters[static_cast<std::size_t>(stage)] == 0) ++stage;
    return stage;
  }();

  /// Neighbours that run sample by sample form a group: an image passes them all while it is in the cache.
  static constexpr std::array<int, stages> group = [] {
    std::array<int, stages> groups{};
    for (std::size_t i = 1; i < groups.size(); ++i)
      groups[i] = groups[i - 1] + (Facts::by_sample[i] && Facts::by_sample[i - 1] ? 0 : 1);
    return groups;
  }();
  static constexpr int groups = group[stages - 1] + 1;

  /// First stage of a group; one past the last stage for group == groups.
  static constexpr int first_of(int wanted) {
    int stage = 0;
    while (stage < stages && group[static_cast<std::size_t>(stage)] < wanted) ++stage;
    return stage;
  }

  static constexpr auto memory_map = [] {
    constexpr int end = Training ? 2 * groups : groups - 1;
    const auto forward_time = [](int stage) { return group[static_cast<std::size_t>(stage)]; };
    const auto backward_time = [&](int stage) {
      return Training ? end - forward_time(stage) : forward_time(stage);
    };
    MemoryMap<static_cast<std::size_t>(stages) * 7 + 2> map;
    const auto add = [&](BufferKind kind, int stage, Copies copies, std::size_t bytes, int first, int last) {
      const bool one = copies == Copies::One, by_sample = copies == Copies::Sample;
      const std::size_t stride = one || by_sample || bytes == 0 ? bytes : (bytes + 63) / 64 * 64 + 64;
      const int count = one ? 1 : by_sample ? Batch : copies == Copies::Thread ? Threads : shard_copies;
      map.add({kind, stage, copies, stride, stride * static_cast<std::size_t>(count), first, last});
    };
    add(BufferKind::Input, -1, Copies::Sample, Net::Input::size * sizeof(float), 0, backward_time(0));
    if (Training) add(BufferKind::Labels, -1, Copies::Sample, LabelWidth * sizeof(float), 0, groups);
    for (int stage = 0; stage < stages; ++stage) {
      const auto i = static_cast<std::size_t>(stage);
      const StageMemory need = Facts::template memory<Training>[i];
      const bool last = stage == stages - 1, by_sample = Facts::by_sample[i];
      const bool next_in_group = !last && group[i + 1] == group[i];
      const int forward = forward_time(stage), backward = backward_time(stage);
      const int output_dies = Training ? std::max(backward, groups) : last ? end : forward_time(stage + 1);
      add(BufferKind::Output, stage, Training || !next_in_group ? Copies::Sample : Copies::Thread,
          Facts::outputs[i] * sizeof(float), forward, output_dies);
      add(BufferKind::Saved, stage, Copies::Sample, need.saved_bytes, forward, backward);
      add(BufferKind::Prepared, stage, Copies::One, need.prepared * sizeof(float), Training ? forward : 0,
          Training ? backward : end);
      add(BufferKind::ForwardScratch, stage, Copies::Thread, need.forward_scratch * sizeof(float), forward,
          forward);
      if (!Training || stage < first_backward || stage > last_backward) continue;
      add(BufferKind::BackwardScratch, stage, by_sample ? Copies::Shard : Copies::Thread,
          need.backward_scratch * sizeof(float), backward, backward);
      add(BufferKind::ParameterGradient, stage, Copies::One, need.gradient * sizeof(float), backward,
          backward);
      add(BufferKind::OutputGradient, stage,
          next_in_group && stage < last_backward ? Copies::Thread : Copies::Sample,
          Facts::outputs[i] * sizeof(float), stage == last_backward ? groups : backward_time(stage + 1),
          backward);
    }
    map.place();
    return map;
  }();
};

}  // namespace cameo::inline CAMEO_ABI
