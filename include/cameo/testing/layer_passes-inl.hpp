// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cstddef>
#include <span>
#include <string_view>

#include "cameo/core/pass.hpp"
#include "cameo/layers/layer.hpp"
#include "cameo/simd/compat-inl.hpp"
#include "cameo/testing/guarded.hpp"

HWY_BEFORE_NAMESPACE();
namespace cameo::inline CAMEO_ABI::HWY_NAMESPACE {

/// What a check knows of a layer on one shape of input, so that it is compiled once for all.
struct CheckedLayer {
  static constexpr int batch = 2;

  std::string_view name;
  std::size_t in, out;  // values of a sample
  std::span<const ParameterSpec> specs;
  LayerMemory memory;
  bool reads_input, reads_output;
  void (*forward)(const ForwardPass&);
  void (*backward)(const BackwardPass&);

  constexpr std::size_t parameters() const {
    std::size_t size = 0;
    for (const ParameterSpec& spec : specs) size += padded_to_16(spec.shape.size());
    return size;
  }
  constexpr std::size_t saved() const {
    return padded_to_16(batch * memory.saved_bytes / sizeof(float) + 16);
  }
  constexpr std::size_t scratch() const {
    return padded_to_16((std::max)(memory.forward_scratch, memory.backward_scratch) + 16);
  }
  /// Floats that its passes work in.
  constexpr std::size_t floats() const {
    return 3 * Guarded::memory_for(batch * in) + 4 * Guarded::memory_for(batch * out) +
           4 * Guarded::memory_for(parameters()) + saved() + scratch();
  }
};

/// The passes of one layer over `samples_` samples from number `first_sample` of the batch on, and all that
/// they read and write.
class LayerPasses {
 public:
  LayerPasses(const CheckedLayer& layer, std::span<float> memory) : layer_(layer), memory_(memory) {}

 protected:
  static constexpr int batch = CheckedLayer::batch;
  static constexpr float garbage = 1e9f;  // in what a kernel must overwrite

  std::size_t first() const { return static_cast<std::size_t>(context_.first_sample); }
  std::size_t x_size() const { return static_cast<std::size_t>(samples_) * layer_.in; }
  std::size_t y_size() const { return static_cast<std::size_t>(samples_) * layer_.out; }

  void forward(float before = garbage) {
    y_.fill(before);
    layer_.forward({.samples = samples_,
                    .x = x_.data() + first() * layer_.in,
                    .w = w_.data(),
                    .y = y_.data(),
                    .saved = saved_,
                    .scratch = scratch_,
                    .context = context_});
  }

  /// Gradients of parameters are added to `sums`. What the layer says that it does not read is not there.
  void backward(bool with_dx = true, float before = garbage, float sums = 0) {
    dx_.fill(before);
    dw_.fill(before);
    std::fill_n(dw_.data(), layer_.parameters(), sums);
    layer_.backward({.samples = samples_,
                     .x = layer_.reads_input ? x_.data() + first() * layer_.in : nullptr,
                     .w = w_.data(),
                     .y = layer_.reads_output ? y_.data() : nullptr,
                     .dy = dy_.data() + first() * layer_.out,
                     .dx = with_dx ? dx_.data() : nullptr,
                     .dw = dw_.data(),
                     .saved = saved_,
                     .scratch = scratch_,
                     .context = context_});
  }

 private:
  /// The next `size` floats of the memory.
  std::span<float> take(std::size_t size) {
    const std::span<float> taken = memory_.first(size);
    memory_ = memory_.subspan(size);
    return taken;
  }
  Guarded guarded(std::size_t size) { return Guarded(take(Guarded::memory_for(size))); }

 protected:
  CheckedLayer layer_;
  std::span<float> memory_;
  int samples_ = batch;
  PassContext context_{.training = true, .key = 7, .first_sample = 0};
  Guarded x_ = guarded(batch * layer_.in), dx_ = guarded(batch * layer_.in),
          other_dx_ = guarded(batch * layer_.in);
  Guarded y_ = guarded(batch * layer_.out), dy_ = guarded(batch * layer_.out),
          other_y_ = guarded(batch * layer_.out), predicted_ = guarded(batch * layer_.out);
  Guarded w_ = guarded(layer_.parameters()), dw_ = guarded(layer_.parameters()),
          other_dw_ = guarded(layer_.parameters()), alone_ = guarded(layer_.parameters());
  std::byte* saved_ = reinterpret_cast<std::byte*>(take(layer_.saved()).data());
  float* scratch_ = take(layer_.scratch()).data();
};

}  // namespace cameo::inline CAMEO_ABI::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
