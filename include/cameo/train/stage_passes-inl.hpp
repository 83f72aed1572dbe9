// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>

#include "cameo/core/random.hpp"
#include "cameo/simd/map-inl.hpp"
#include "cameo/train/pass_table-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace cameo::inline CAMEO_ABI::HWY_NAMESPACE {

/// Which copies of its buffers a call of a stage uses, and which share of the batch it computes.
struct BatchShare {
  int sample = 0;  ///< the first one
  int step = 1;    ///< to the one that the same thread is expected to take next
  int samples = 1;
  int thread = 0;
  int shard = 0;
  int part = 0;
  int parts = 1;
};

/// The stages of a plan over its arena: each call with the pointers that it needs.
class StagePasses {
 public:
  StagePasses(const PassTable& table, const float* parameters, std::byte* arena, int samples,
              const PassContext& context)
      : table_(table), parameters_(parameters), arena_(arena), samples_(samples), context_(context) {}

  const PassTable& table() const { return table_; }
  int samples() const { return samples_; }
  bool training() const { return context_.training; }
  int stages() const { return static_cast<int>(table_.stages.size()); }
  const StageRow& row(int stage) const { return at(table_.stages, stage); }

  std::int64_t prepared_floats(int stage) const {
    return static_cast<std::int64_t>(row(stage).prepared.stride / sizeof(float));
  }
  void prepare_stage(int stage) const {
    table_.calls[stage].prepare(parameters_ + row(stage).parameter_offset, pointer(row(stage).prepared, {}));
  }

  /// Threads that share a sample have the buffers of the first one, but scratch of their own.
  HWY_NOINLINE void forward_stage(ForwardCall call, int stage, BatchShare share) const {
    const StageRow& row = this->row(stage);
    float* scratch = pointer(row.forward_scratch, share);
    if (share.parts > 1) share.thread = 0;
    const Inputs inputs = this->inputs(row, share);
    call({.samples = share.samples,
          .x = inputs.values[0],
          .w = parameters_ + row.parameter_offset,
          .y = pointer(row.output, share),
          .prepared = pointer(row.prepared, share),
          .saved = bytes(row.saved, share),
          .kept = pointer(row.kept, share),
          .scratch = scratch,
          .context = context(stage, share),
          .inputs = inputs.values.data(),
          .next = next_forward(row, share),
          .part = share.part,
          .parts = share.parts});
  }

  /// f(const BackwardPass&) of a stage.
  template <class Function>
  void backward_stage(int stage, const BatchShare& share, const Function& f) const {
    Inputs inputs;
    f(backward_pass(stage, share, inputs));
  }

  /// Gradients that several readers of a value have: what this stage made is added to what is there.
  void add_gradients(int stage, const BatchShare& share) const {
    for (int i = 0; i < row(stage).inputs; ++i) {
      const InputRow& input = this->input(row(stage), i);
      if (input.added_to.stride == 0) continue;
      add(pointer(input.added_to, share), pointer(input.gradient, share),
          input.size * static_cast<std::size_t>(share.samples));
    }
  }

  void clear_sums(int stage, const BatchShare& share) const {
    std::fill_n(pointer(row(stage).sums, share), row(stage).sums_size, 0.0f);
  }

  /// Adds a copy of a stage's sums to the first one.
  void merge_sums(int stage, int copy) const {
    if (row(stage).sums_size > 0)
      add(pointer(row(stage).sums, {.shard = 0}), pointer(row(stage).sums, {.shard = copy}),
          row(stage).sums_size);
  }

 private:
  /// Pointers to the inputs of a stage and to their gradients.
  struct Inputs {
    std::array<const float*, max_branches> values;
    std::array<float*, max_branches> gradients;
  };

  const InputRow& input(const StageRow& row, int slot) const {
    return at(table_.inputs, row.first_input + slot);
  }

  HWY_NOINLINE std::byte* bytes(const Place& place, const BatchShare& share) const {
    if (place.stride == 0) return nullptr;
    const int copy = place.copies == Copies::Sample   ? share.sample
                     : place.copies == Copies::Thread ? share.thread
                     : place.copies == Copies::Shard  ? share.shard
                                                      : 0;
    return arena_ + place.offset + static_cast<std::size_t>(copy) * place.stride;
  }
  float* pointer(const Place& place, const BatchShare& share) const {
    return reinterpret_cast<float*>(bytes(place, share));
  }

  /// A sample's part of a buffer; nothing if there is no such sample or samples share the buffer.
  NextSample::Range range_of(const Place& place, int sample) const {
    if (place.copies != Copies::Sample || sample < 0 || sample >= samples_) return {};
    return {arena_ + place.offset + static_cast<std::size_t>(sample) * place.stride, place.stride};
  }

  /// The input only where no stage of the group makes it. Another thread takes each sample between.
  NextSample next_forward(const StageRow& row, const BatchShare& share) const {
    const int sample = share.sample + share.step;
    if (!table_.training || !row.fetches_next) return {};
    const Place& input = this->input(row, 0).values;
    return {{row.begins_chain ? range_of(input, sample) : NextSample::Range{}, range_of(row.output, sample),
             range_of(row.saved, sample)}};
  }

  NextSample next_backward(const StageRow& row, const BatchShare& share) const {
    const int sample = share.sample + share.step;
    if (!row.fetches_next) return {};
    return {{range_of(input(row, 0).values, sample), range_of(row.gradient, sample),
             range_of(row.saved, sample)}};
  }

  PassContext context(int stage, const BatchShare& share) const {
    PassContext of_stage = context_;
    of_stage.key = random_bits(context_.key, static_cast<std::uint64_t>(stage));
    of_stage.first_sample += share.sample;
    return of_stage;
  }

  Inputs inputs(const StageRow& row, const BatchShare& share) const {
    Inputs found;
    for (int i = 0; i < row.inputs; ++i) {
      const InputRow& input = this->input(row, i);
      at(found.values, i) = pointer(input.values, share);
      at(found.gradients, i) = pointer(input.gradient, share);
    }
    return found;
  }

  HWY_NOINLINE BackwardPass backward_pass(int stage, const BatchShare& share, Inputs& inputs) const {
    const StageRow& row = this->row(stage);
    inputs = this->inputs(row, share);
    return {.samples = share.samples,
            .x = inputs.values[0],
            .w = parameters_ + row.parameter_offset,
            .y = pointer(row.output, share),
            .dy = pointer(row.gradient, share),
            .dx = inputs.gradients[0],
            .dw = pointer(row.sums, share),
            .prepared = pointer(row.prepared, share),
            .saved = bytes(row.saved, share),
            .kept = pointer(row.kept, share),
            .scratch = pointer(row.backward_scratch, share),
            .context = context(stage, share),
            .inputs = inputs.values.data(),
            .dinputs = inputs.gradients.data(),
            .next = next_backward(row, share),
            .part = share.part,
            .parts = share.parts};
  }

  static void add(float* to, const float* addend, std::size_t count) { map(count, to, Sum{}, to, addend); }

  const PassTable& table_;
  const float* parameters_;
  std::byte* arena_;
  int samples_;
  PassContext context_;
};

}  // namespace cameo::inline CAMEO_ABI::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
