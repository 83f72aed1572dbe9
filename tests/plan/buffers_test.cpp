// SPDX-License-Identifier: MIT
#include "cameo/plan/buffers.hpp"

#include <map>
#include <tuple>
#include <vector>

#include "cameo/core/random.hpp"
#include "cameo/plan/stage_row.hpp"
#include "catch.hpp"

using namespace cameo;
using namespace cameo::plan;

// Plans of random graphs, run without computing anything: what a stage writes is a mark on its memory, and
// what it reads must still bear the mark.
namespace buffers_test {

constexpr int stages = 24, times = 2 * stages + 1;
using Buffers = plan::Buffers<stages>;
using Schedule = plan::Schedule<stages>;
using Rows = StageRows<stages, stages * max_branches>;

class Draws {
 public:
  explicit Draws(std::uint64_t key) : key_(key) {}
  int below(int end) { return static_cast<int>(random_bits(key_, count_++) % static_cast<unsigned>(end)); }
  bool one_in(int n) { return below(n) == 0; }

 private:
  std::uint64_t key_, count_ = 0;
};

/// Stages in a row, beside each other, and in each other, of any kind and size.
class RandomGraph {
 public:
  std::array<StageFact, stages> facts{};

  explicit RandomGraph(Draws& draws) : draws_(draws) {
    int last = -1;
    while (count_ < stages - 1) last = item(last, 3);
    add({{last}, 1});
    facts[static_cast<std::size_t>(draws_.below(stages - 1))].trained = true;
  }

 private:
  int left() const { return stages - 1 - count_ - open_joins_; }

  int item(int in, int depth) {
    if (depth == 0 || left() < 2 || draws_.one_in(2)) return add({{in}, 1});
    ++open_joins_;
    detail::Sources ends;
    for (const int branches = 2 + draws_.below(2); ends.count < branches;) {
      int end = in;
      for (int items = draws_.below(3); items > 0 && left() > 0; --items) end = item(end, depth - 1);
      ends.nodes[static_cast<std::size_t>(ends.count++)] = end;
    }
    --open_joins_;
    return add(ends);
  }

  int add(const detail::Sources& sources) {
    const auto some = [&](int one_in) {
      return draws_.one_in(one_in) ? static_cast<std::size_t>(1 + draws_.below(40)) : std::size_t{0};
    };
    StageFact& fact = facts[static_cast<std::size_t>(count_)];
    fact.first_layer = count_;
    fact.sources = sources;
    fact.output = static_cast<std::size_t>(1 + draws_.below(60));
    fact.trained = draws_.one_in(2);
    fact.by_sample = !draws_.one_in(5);
    fact.divisible = !fact.by_sample && draws_.one_in(2);
    fact.collects = fact.by_sample && draws_.one_in(4);
    fact.reads_input = draws_.one_in(2);
    fact.reads_output = draws_.one_in(2);
    fact.memory = {.saved_bytes = 4 * some(3),
                   .kept = fact.by_sample && !fact.collects ? 0 : some(2),
                   .prepared = some(3),
                   .forward_scratch = some(2),
                   .backward_scratch = some(2),
                   .sums = fact.trained ? some(1) : 0};
    return count_++;
  }

  Draws& draws_;
  int count_ = 0, open_joins_ = 0;
};

/// Offsets for the blocks, as PlacedBlocks finds them at compile time; returns the bytes of all.
std::size_t place(std::array<Block, Buffers::capacity + 1>& blocks) {
  constexpr std::size_t count = Buffers::capacity + 1;
  const auto merged = merge_equal_lifetimes<times>(blocks);
  using Placed = Placement<times, times * count, count>;
  const std::span<const Block> to_place(merged.blocks.data(), merged.size);
  const Placed by_size(to_place, PlaceFirst::Largest), by_life(to_place, PlaceFirst::LongestLived);
  const Placed& best = by_size.bytes <= by_life.bytes ? by_size : by_life;
  for (std::size_t i = 0; i < count; ++i)
    blocks[i].offset = best.blocks[merged.block_of[i]].offset + merged.offset_in[i];
  return best.bytes;
}

/// The buffers of a schedule where they lie, as Plan's memory map.
std::vector<Buffer> memory_map(const Schedule& schedule, std::size_t& bytes) {
  const Buffers buffers(schedule);
  std::array<Block, Buffers::capacity + 1> blocks{}, of_thread{};
  for (std::size_t i = 0; i < buffers.of_thread.size; ++i) {
    const Buffer& buffer = buffers.of_thread.buffers[i];
    of_thread[i] = {.bytes = buffer.bytes, .first = buffer.first, .last = buffer.last};
  }
  const std::size_t thread_stride = place(of_thread) + 64;
  for (std::size_t i = 0; i < buffers.shared.size; ++i) {
    const Buffer& buffer = buffers.shared.buffers[i];
    blocks[i] = {.bytes = buffer.bytes, .first = buffer.first, .last = buffer.last};
  }
  blocks.back() = {.bytes = thread_stride * static_cast<std::size_t>(schedule.options.threads),
                   .last = schedule.end()};
  bytes = place(blocks);
  std::vector<Buffer> map;
  for (std::size_t i = 0; i < buffers.shared.size; ++i) {
    map.push_back(buffers.shared.buffers[i]);
    map.back().offset = blocks[i].offset;
  }
  for (std::size_t i = 0; i < buffers.of_thread.size; ++i) {
    map.push_back(buffers.of_thread.buffers[i]);
    map.back().offset = blocks.back().offset + of_thread[i].offset;
    map.back().stride = thread_stride;
  }
  return map;
}

/// What a piece of memory holds: of which stage and sample, or which copy.
struct Mark {
  BufferKind kind;
  int stage, copy;
  bool operator==(const Mark&) const = default;
};

/// A step of training or a prediction, as train/pass-inl.hpp orders it.
class Rehearsal {
 public:
  Rehearsal(const Schedule& schedule, Draws& draws)
      : s_(schedule),
        draws_(draws),
        map_(memory_map(schedule, bytes_)),
        rows_(schedule, std::array<bool, stages>{}, map_),
        memory_(bytes_ / 4, Mark{BufferKind::Labels, -2, 0}) {}

  /// Values that were gone when they were read, or gradients that were incomplete.
  int run() {
    for (const Buffer& buffer : map_) {
      if (buffer.kind == BufferKind::Input) input_ = {buffer.offset, buffer.stride, buffer.copies};
      if (buffer.kind == BufferKind::Gradient)
        whole_gradient_ = {buffer.offset, buffer.stride, buffer.copies};
    }
    write(whole_gradient_, BufferKind::Gradient, -1, {}, parameters());
    for (int sample = 0; sample < s_.options.batch; ++sample)
      write(input_, BufferKind::Input, -1, {.sample = sample}, s_.input);
    for (int stage = 0; stage < stages; ++stage)
      write(row(stage).prepared, BufferKind::Prepared, stage, {}, need(stage).prepared);
    collect_all(0);
    for (int first = 0; first < stages; first = row(first).end_of_group) forward_group(first);
    for (int sample = 0; sample < s_.options.batch; ++sample) loss(sample);
    if (s_.options.training)
      for (int last = stages - 1; last >= 0; last = row(last).first_of_group - 1) backward_group(last);
    read(whole_gradient_, BufferKind::Gradient, -1, {}, parameters());
    return wrong_;
  }

 private:
  struct Share {
    int sample = 0, thread = 0, shard = 0;
  };

  const StageRow& row(int stage) const { return at(rows_.stages, stage); }
  const StageFact& fact(int stage) const { return at(s_.facts, stage); }
  const StageMemory& need(int stage) const { return fact(stage).memory; }
  std::size_t parameters() const {
    return whole_gradient_.stride == 0 ? 0 : s_.facts.back().parameter_offset + s_.facts.back().parameters;
  }

  static int copy_of(const Place& place, const Share& share) {
    return place.copies == Copies::Sample   ? share.sample
           : place.copies == Copies::Thread ? share.thread
           : place.copies == Copies::Shard  ? share.shard
                                            : 0;
  }
  std::span<Mark> at_place(const Place& place, const Share& share, std::size_t floats) {
    if (floats == 0) return {};
    if (place.stride == 0) return ++wrong_, std::span<Mark>();
    return std::span(memory_).subspan(
        (place.offset + static_cast<std::size_t>(copy_of(place, share)) * place.stride) / 4, floats);
  }
  /// Of a buffer that threads have copies of, what is in it is a sample's.
  static Mark mark(const Place& place, BufferKind kind, int stage, const Share& share) {
    return {kind, stage, place.copies == Copies::Thread ? share.sample : copy_of(place, share)};
  }
  void write(const Place& place, BufferKind kind, int stage, const Share& share, std::size_t floats) {
    for (Mark& found : at_place(place, share, floats)) found = mark(place, kind, stage, share);
  }
  void read(const Place& place, BufferKind kind, int stage, const Share& share, std::size_t floats) {
    for (const Mark& found : at_place(place, share, floats))
      wrong_ += !(found == mark(place, kind, stage, share));
  }

  void read_output(int stage, const Share& share) {
    if (stage < 0)
      read(input_, BufferKind::Input, -1, share, s_.input);
    else
      read(row(stage).output, BufferKind::Output, stage, share, fact(stage).output);
  }

  /// All samples that a call of a stage takes.
  template <class Function>
  void for_samples(int stage, const Share& share, const Function& f) {
    if (row(stage).by_sample) return f(share);
    for (int sample = 0; sample < s_.options.batch; ++sample)
      f(Share{.sample = sample, .thread = share.thread, .shard = share.shard});
  }

  bool collects(int stage) const { return stage < stages && row(stage).collects; }

  void collect(int stage, const Share& one) {
    if (!collects(stage)) return;
    const StageRow& row = this->row(stage);
    write(row.forward_scratch, BufferKind::ForwardScratch, stage, one, need(stage).forward_scratch);
    write(row.saved, BufferKind::Saved, stage, one, need(stage).saved_bytes / 4);
    read_inputs(stage, one);
    read(row.forward_scratch, BufferKind::ForwardScratch, stage, one, need(stage).forward_scratch);
  }
  void collect_all(int stage) {
    for (int sample = 0; sample < s_.options.batch; ++sample)
      collect(stage, {.sample = sample, .thread = sample % s_.options.threads});
  }
  void begin_forward(int stage) {
    if (!collects(stage)) return;
    write(row(stage).kept, BufferKind::Kept, stage, {}, need(stage).kept);
    for (int sample = 0; sample < s_.options.batch; ++sample)
      read(row(stage).saved, BufferKind::Saved, stage, {.sample = sample}, need(stage).saved_bytes / 4);
  }
  void forward_collected(int stage, const Share& one) {
    write(row(stage).output, BufferKind::Output, stage, one, fact(stage).output);
    read_inputs(stage, one);
    read(row(stage).kept, BufferKind::Kept, stage, one, need(stage).kept);
    read(row(stage).prepared, BufferKind::Prepared, stage, one, need(stage).prepared);
  }

  void read_inputs(int stage, const Share& one) {
    for (const int source : fact(stage).sources) read_output(source, one);
  }

  void forward(int stage, const Share& share) {
    if (collects(stage)) return forward_collected(stage, share);
    const StageRow& row = this->row(stage);
    write(row.forward_scratch, BufferKind::ForwardScratch, stage, share, need(stage).forward_scratch);
    write(row.kept, BufferKind::Kept, stage, share, need(stage).kept);
    for_samples(stage, share, [&](const Share& one) {
      write(row.output, BufferKind::Output, stage, one, fact(stage).output);
      write(row.saved, BufferKind::Saved, stage, one, need(stage).saved_bytes / 4);
    });
    for_samples(stage, share, [&](const Share& one) { read_inputs(stage, one); });
    read(row.forward_scratch, BufferKind::ForwardScratch, stage, share, need(stage).forward_scratch);
    read(row.prepared, BufferKind::Prepared, stage, share, need(stage).prepared);
  }

  /// Threads take sample after sample; which one runs next is drawn.
  void forward_group(int first) {
    begin_forward(first);
    const int end = row(first).end_of_group;
    if (!row(first).by_sample) {
      forward(first, {});
      return collect_all(end);
    }
    struct Thread {
      int sample = -1, stage = 0;
    };
    std::vector<Thread> threads(static_cast<std::size_t>(s_.options.threads), {.sample = -1, .stage = end});
    for (int next = 0;;) {
      std::vector<int> busy;
      for (int i = 0; i < s_.options.threads; ++i)
        if (at(threads, i).stage < end || next < s_.options.batch) busy.push_back(i);
      if (busy.empty()) return;
      const int chosen = at(busy, draws_.below(static_cast<int>(busy.size())));
      Thread& thread = at(threads, chosen);
      if (thread.stage == end) thread = {.sample = next++, .stage = first};
      const Share one{.sample = thread.sample, .thread = chosen};
      forward(thread.stage++, one);
      if (thread.stage == end) collect(end, one);
    }
  }

  void loss(int sample) {
    const Share share{.sample = sample};
    read_output(stages - 1, share);
    if (s_.options.logits) read_output(fact(stages - 1).sources.nodes[0], share);
    if (!s_.options.training) return;
    const int stage = s_.loss_stage();
    if (s_.options.absorbed) read_output(stage, share);
    write(row(stage).gradient, BufferKind::OutputGradient, stage, share, fact(stage).output);
    addends_[{stage, sample}] = 1;
  }

  /// Gradients that arrive at a stage's output: one from each stage that reads it and runs backward.
  int readers(int stage) const {
    int count = stage == s_.loss_stage();
    for (int reader = stage + 1; reader < stages; ++reader)
      for (const int source : fact(reader).sources) count += source == stage && row(reader).backward;
    return count;
  }

  void backward(int stage, const Share& share) {
    const StageRow& row = this->row(stage);
    write(row.backward_scratch, BufferKind::BackwardScratch, stage, share, need(stage).backward_scratch);
    if (!row.collects) write_input_gradients(stage, share);
    for_samples(stage, share, [&](const Share& one) {
      wrong_ += addends_[{stage, one.sample}] != readers(stage);
      read(row.gradient, BufferKind::OutputGradient, stage, one, fact(stage).output);
      if (!row.collects) read(row.saved, BufferKind::Saved, stage, one, need(stage).saved_bytes / 4);
      if (fact(stage).reads_output) read_output(stage, one);
      if (fact(stage).reads_input) read_inputs(stage, one);
    });
    if (!row.collects) add_gradients(stage, share);
    read(row.sums, BufferKind::Sums, stage, share, need(stage).sums);
    finish(stage, share);
  }

  void write_input_gradients(int stage, const Share& share) {
    for_samples(stage, share, [&](const Share& one) {
      for (int slot = 0; slot < row(stage).inputs; ++slot) {
        const InputRow& input = at(rows_.inputs, row(stage).first_input + slot);
        const int source = at(fact(stage).sources.nodes, slot);
        if (input.gradient.stride == 0) continue;
        const bool adds = input.added_to.stride != 0;
        if (!adds) wrong_ += addends_[{source, one.sample}]++ != 0;
        write(input.gradient, adds ? BufferKind::Addend : BufferKind::OutputGradient,
              adds ? stages * stage + slot : source, one, input.size);
      }
    });
  }
  void add_gradients(int stage, const Share& share) {
    for_samples(stage, share, [&](const Share& one) {
      for (int slot = 0; slot < row(stage).inputs; ++slot) {
        const InputRow& input = at(rows_.inputs, row(stage).first_input + slot);
        const int source = at(fact(stage).sources.nodes, slot);
        if (input.added_to.stride == 0) continue;
        wrong_ += addends_[{source, one.sample}]++ == 0;
        read(input.gradient, BufferKind::Addend, stages * stage + slot, one, input.size);
        read(input.added_to, BufferKind::OutputGradient, source, one, input.size);
      }
    });
  }

  /// Of a stage that collects, with the group before its own.
  void input_gradient(int stage, const Share& one) {
    if (!collects(stage) || !row(stage).backward) return;
    write_input_gradients(stage, one);
    read(row(stage).gradient, BufferKind::OutputGradient, stage, one, fact(stage).output);
    if (fact(stage).reads_input) read_inputs(stage, one);
    read(row(stage).kept, BufferKind::Kept, stage, one, need(stage).kept);
    add_gradients(stage, one);
  }

  void finish(int stage, const Share& share) {
    const StageRow& row = this->row(stage);
    read(row.backward_scratch, BufferKind::BackwardScratch, stage, share, need(stage).backward_scratch);
    read(row.prepared, BufferKind::Prepared, stage, share, need(stage).prepared);
    read(row.kept, BufferKind::Kept, stage, share, need(stage).kept);
  }

  void backward_group(int last) {
    const int first = row(last).first_of_group;
    const int parts = row(last).by_sample ? shards(s_.options) : 1;
    const auto for_stages = [&](const auto& f) {
      for (int stage = last; stage >= first; --stage)
        if (row(stage).backward) f(stage);
    };
    for (int part = 0; part < parts; ++part) {
      Share share{.thread = part % s_.options.threads, .shard = std::min(part, shard_copies(s_.options) - 1)};
      wrong_ += part > 0 && share.shard == 0;  // the first part's sums stay
      for_stages(
          [&](int stage) { write(row(stage).sums, BufferKind::Sums, stage, share, need(stage).sums); });
      const int begin = part * s_.options.batch / parts, end = (part + 1) * s_.options.batch / parts;
      if (!row(last).by_sample)
        for (share.sample = begin; share.sample < end; ++share.sample) input_gradient(last + 1, share);
      for (share.sample = begin; share.sample < end; ++share.sample) {
        if (row(last).by_sample) input_gradient(last + 1, share);
        if (row(first).recomputes) forward_collected(first, share);
        for_stages([&](int stage) { backward(stage, share); });
        if (!row(last).by_sample) break;
      }
    }
    for_stages([&](int stage) {  // what the shards have is added up at the end
      for (int shard = 0; shard < std::min(parts, shard_copies(s_.options)); ++shard)
        read(row(stage).sums, BufferKind::Sums, stage, {.shard = shard}, need(stage).sums);
    });
  }

  const Schedule& s_;
  Draws& draws_;
  std::size_t bytes_ = 0;
  std::vector<Buffer> map_;
  Rows rows_;
  Place input_, whole_gradient_;
  std::vector<Mark> memory_;
  std::map<std::pair<int, int>, int> addends_;  // of a stage's output gradient, by sample
  int wrong_ = 0;
};

TEST_CASE("in thousands of random graphs every value is still there when it is read") {
  for (std::uint64_t key = 0; key < (cameo_test::quick ? 1000 : 4000); ++key) {
    CAPTURE(key);
    Draws draws(key);
    const RandomGraph graph(draws);
    const bool training = !draws.one_in(3);
    const PlanOptions options{.batch = 1 + draws.below(6),
                              .training = training,
                              .threads = draws.one_in(2) ? 1 : 3,
                              .label_width = 1,
                              .whole_gradient = training && draws.one_in(3),
                              .absorbed = training && draws.one_in(2),
                              .logits = !training && draws.one_in(2)};
    const Schedule schedule(graph.facts, static_cast<std::size_t>(1 + draws.below(60)), options);
    REQUIRE(Rehearsal(schedule, draws).run() == 0);
  }
}

}  // namespace buffers_test
