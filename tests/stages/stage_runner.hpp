// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <limits>
#include <memory>
#include <new>
#include <vector>

#include "cameo/core/random.hpp"
#include "cameo/stages/run-inl.hpp"

namespace cameo_test {

/// A buffer as the arena gives it: 64-byte aligned, `spare` bytes past its end readable, all NaN at first.
/// Its block ends there, so that a sanitizer sees any access beyond.
template <class T>
class Buffer {
 public:
  explicit Buffer(std::size_t size, std::size_t spare = 64) : size_(size) {
    const std::size_t bytes = size * sizeof(T) + spare;
    block_.reset(static_cast<T*>(::operator new (bytes, std::align_val_t{64})));
    std::memset(static_cast<void*>(block_.get()), 0xff, bytes);
  }
  T* data() const { return block_.get(); }
  T& operator[](std::size_t i) const { return block_.get()[i]; }
  std::size_t size() const { return size_; }

  void fill(std::uint64_t key, float scale) const {
    for (std::size_t i = 0; i < size_; ++i) (*this)[i] = (2 * cameo::random_uniform(key, i) - 1) * scale;
  }
  std::vector<double> part(std::size_t from, std::size_t count) const {
    return {data() + from, data() + from + count};
  }

 private:
  struct Free {
    void operator()(T* p) const { ::operator delete (p, std::align_val_t{64}); }
  };
  std::size_t size_;
  std::unique_ptr<T, Free> block_;
};

}  // namespace cameo_test

HWY_BEFORE_NAMESPACE();
namespace cameo::inline CAMEO_ABI::HWY_NAMESPACE {

/// Stores the gradients that a stage gives instead of an optimizer.
struct CopyGradient {
  float* to;
  HWY_INLINE void operator()(Floats d, std::size_t offset, FloatVector gradient) const {
    hn::StoreU(gradient, d, to + offset);
  }
  HWY_INLINE void first_lanes(Floats d, std::size_t offset, FloatVector gradient, std::size_t count) const {
    store_some(gradient, d, to + offset, count);
  }
  void range(std::size_t offset, const float* gradients, std::size_t count) const {
    std::copy_n(gradients, count, to + offset);
  }
  void fetch_range(std::size_t, std::size_t) const {}
  const CopyGradient& decayed(bool) const { return *this; }
  /// Moving statistics: what they move to.
  void blend(std::size_t offset, const float* values, std::size_t count, float) const {
    std::copy_n(values, count, to + offset);
  }
};

/// The buffers of one stage for `samples` samples, and its passes. What checks them is compiled once for all
/// stages.
struct StageBuffers {
  StageBuffers(int n, std::size_t input, std::size_t output, std::size_t parameters,
               std::size_t bytes_behind_parameters, const StageMemory& memory,
               std::size_t most_forward_scratch)
      : samples(n),
        in(input),
        out(output),
        w(parameters, bytes_behind_parameters),
        dw(parameters),
        prepared(memory.prepared),
        kept(memory.kept),
        sums(memory.sums),
        forward_scratch(most_forward_scratch),
        backward_scratch(memory.backward_scratch),
        saved(count * memory.saved_bytes) {}
  StageBuffers(const StageBuffers&) = delete;
  virtual ~StageBuffers() = default;

  int samples;
  std::size_t in, out, count = static_cast<std::size_t>(samples);
  cameo_test::Buffer<float> x{count * in}, w, y{count * out}, dy{count * out}, dx{count * in}, dw, prepared,
      kept, sums, forward_scratch, backward_scratch;
  cameo_test::Buffer<std::byte> saved;

  virtual void forward() const = 0;
  /// Into `result` (samples, Output), with what forward() prepared.
  virtual void predict(float* result) const = 0;
  /// One part of the same, of the first sample alone where a stage runs by sample; answers how many samples.
  virtual int predict_part(float* result, int part, int parts) const = 0;
  virtual void backward(bool with_dx = true) const = 0;
};

/// Without a bias behind it the last row of a kernel may be read as far past its end as a network has
/// `spare_floats`; others read nothing there.
template <class Stage>
constexpr std::size_t bytes_behind_parameters() {
  if constexpr (requires { Stage::bias; }) return Stage::bias ? 0 : 64;
  return 0;
}

template <class Stage>
struct StageRunner final : StageBuffers {
  explicit StageRunner(int n)
      : StageBuffers(n, Stage::Input::size, Stage::Output::size, Stage::parameters,
                     bytes_behind_parameters<Stage>(), Stage::template memory<true>,
                     std::max(Stage::template memory<true>.forward_scratch,
                              Stage::template memory<false>.forward_scratch)) {}

  void forward() const override {
    const ForwardPass pass{.samples = samples,
                           .x = x.data(),
                           .w = w.data(),
                           .y = y.data(),
                           .prepared = prepared.data(),
                           .saved = saved.data(),
                           .kept = kept.data(),
                           .scratch = forward_scratch.data(),
                           .context = {.training = true}};
    Run<Stage>::template prepare<true>(w.data(), prepared.data());
    Run<Stage>::collect(pass);
    Run<Stage>::begin_forward(pass);
    Run<Stage>::template forward<true>(pass);
  }
  void predict(float* result) const override {
    Run<Stage>::template forward<false>({.samples = samples,
                                         .x = x.data(),
                                         .w = w.data(),
                                         .y = result,
                                         .prepared = prepared.data(),
                                         .scratch = forward_scratch.data()});
  }
  int predict_part(float* result, int part, int parts) const override {
    const int n = Stage::by_sample ? 1 : samples;
    std::fill_n(forward_scratch.data(), forward_scratch.size(), std::numeric_limits<float>::quiet_NaN());
    Run<Stage>::template forward<false>({.samples = n,
                                         .x = x.data(),
                                         .w = w.data(),
                                         .y = result,
                                         .prepared = prepared.data(),
                                         .scratch = forward_scratch.data(),
                                         .part = part,
                                         .parts = parts});
    return n;
  }
  void backward(bool with_dx = true) const override { backward(with_dx, CopyGradient{dw.data()}); }

  /// Gives the gradients to `update`.
  template <class Update>
  void backward(bool with_dx, const Update& update) const {
    const BackwardPass pass = begin(with_dx);
    Run<Stage>::backward(pass, update);
    Run<Stage>::finish_backward(pass, update);
    Run<Stage>::backward_to_input(pass);
  }

  /// The same with the parts of a whole batch one after another.
  void backward_by_parts(int parts) const {
    const CopyGradient update{dw.data()};
    BackwardPass pass = begin(true);
    pass.parts = parts;
    for (pass.part = 0; pass.part < parts; ++pass.part) Run<Stage>::backward(pass, update);
    for (pass.part = 0; pass.part < parts; ++pass.part) Run<Stage>::finish_backward(pass, update);
  }

 private:
  BackwardPass begin(bool with_dx) const {
    const BackwardPass pass{.samples = samples,
                            .x = x.data(),
                            .w = w.data(),
                            .y = y.data(),
                            .dy = dy.data(),
                            .dx = with_dx ? dx.data() : nullptr,
                            .dw = sums.data(),
                            .prepared = prepared.data(),
                            .saved = saved.data(),
                            .kept = kept.data(),
                            .scratch = backward_scratch.data(),
                            .context = {.training = true}};
    std::fill_n(sums.data(), sums.size(), 0.0f);
    Run<Stage>::begin_backward(pass);
    return pass;
  }
};

}  // namespace cameo::inline CAMEO_ABI::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
