// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cmath>
#include <cstdint>
#include <utility>

#include "cameo/optim/optimizers.hpp"
#include "cameo/simd/compiler-inl.hpp"
#include "cameo/simd/move_towards-inl.hpp"
#include "cameo/simd/vectors-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace cameo::inline CAMEO_ABI::HWY_NAMESPACE {

/// How an optimizer changes parameters; specialised for each optimizer, yours too. Made from the optimizer
/// and the number of the step, from 1. Its operator() takes the gradient of one vector of parameters, and
/// pointers to these and to their values in each slot, which it reads and writes through `memory`:
///
///   template <> struct UpdateRule<MyOptimizer> {
///     UpdateRule(const MyOptimizer&, std::uint64_t step);
///     template <class Memory>
///     HWY_INLINE void operator()(Memory memory, FloatVector g, float* w, float* slot...) const;
///   };
template <class Optimizer>
struct UpdateRule;

/// x, or 0 where |x| < 1e-34. A running mean of gradients that became zero (dead units) would otherwise sink
/// into the denormals, which are many times slower, and stay there.
HWY_INLINE FloatVector without_denormals(Floats d, FloatVector x) {
  return hn::IfThenZeroElse(hn::Lt(hn::Abs(x), hn::Set(d, 1e-34f)), x);
}

template <>
struct UpdateRule<SGD> {
  UpdateRule(const SGD& optimizer, std::uint64_t) : optimizer_(optimizer) {}

  template <class Memory>
  HWY_INLINE void operator()(Memory memory, FloatVector g, float* w, float* velocity) const {
    const Floats d;
    const auto rate = hn::Set(d, optimizer_.learning_rate), momentum = hn::Set(d, optimizer_.momentum);
    const auto v = without_denormals(d, hn::NegMulAdd(rate, g, hn::Mul(momentum, memory.load(velocity))));
    memory.store(v, velocity);
    const auto step = optimizer_.nesterov ? hn::NegMulAdd(rate, g, hn::Mul(momentum, v)) : v;
    memory.store(hn::Add(memory.load(w), step), w);
  }

 private:
  SGD optimizer_;
};

template <>
struct UpdateRule<Adam> {
  UpdateRule(const Adam& optimizer, std::uint64_t step) : optimizer_(optimizer) {
    const auto t = static_cast<double>(step);
    const double decay_1 = std::pow(static_cast<double>(optimizer.beta_1), t),
                 decay_2 = std::pow(static_cast<double>(optimizer.beta_2), t);
    rate_ = static_cast<float>(static_cast<double>(optimizer.learning_rate) * std::sqrt(1 - decay_2) /
                               (1 - decay_1));
  }

  template <class Memory>
  HWY_INLINE void operator()(Memory memory, FloatVector g, float* w, float* mean, float* square) const {
    const Floats d;
    const auto beta_1 = hn::Set(d, optimizer_.beta_1), rest_1 = hn::Set(d, 1 - optimizer_.beta_1);
    const auto beta_2 = hn::Set(d, optimizer_.beta_2), rest_2 = hn::Set(d, 1 - optimizer_.beta_2);
    const auto m = without_denormals(d, hn::MulAdd(beta_1, memory.load(mean), hn::Mul(rest_1, g)));
    const auto grown = hn::MulAdd(beta_2, memory.load(square), hn::Mul(hn::Mul(rest_2, g), g));
    const auto v = hn::Max(hn::Set(d, 1e-34f), grown);
    memory.store(m, mean);
    memory.store(v, square);
    const auto root = hn::Add(hn::Sqrt(v), hn::Set(d, optimizer_.epsilon));
    const auto step = hn::Div(hn::Mul(hn::Set(d, rate_), m), root);
    memory.store(hn::Sub(memory.load(w), step), w);
  }

 private:
  Adam optimizer_;
  float rate_;  // learning rate with the correction of both biases
};

template <>
struct UpdateRule<SGDW> : UpdateRule<SGD> {
  UpdateRule(const SGDW& optimizer, std::uint64_t step) : UpdateRule<SGD>(optimizer.without_decay(), step) {}
};

template <>
struct UpdateRule<AdamW> : UpdateRule<Adam> {
  UpdateRule(const AdamW& optimizer, std::uint64_t step)
      : UpdateRule<Adam>(optimizer.without_decay(), step) {}
};

/// What a step takes off the weights of a tensor before the optimizer's rule; without weight decay nothing.
template <class Optimizer>
struct WeightDecay {
  explicit WeightDecay(const Optimizer&) {}
  template <class Memory>
  HWY_INLINE void operator()(Memory, float*) const {}
};
template <DecaysWeights Optimizer>
struct WeightDecay<Optimizer> {
  explicit WeightDecay(const Optimizer& optimizer)
      : of_decaying(optimizer.learning_rate * optimizer.weight_decay) {}
  template <class Memory>
  HWY_INLINE void operator()(Memory memory, float* w) const {
    const auto before = memory.load(w);
    memory.store(hn::NegMulAdd(hn::Set(Floats(), rate), before, before), w);
  }
  float of_decaying;
  float rate = 0;  ///< of the tensor at hand
};

/// A gradient as the optimizer gets it: as it is.
struct UnchangedGradient {
  HWY_INLINE FloatVector operator()(Floats, FloatVector g) const { return g; }
};

/// Changes parameters and the optimizer's values, which lie at the same offsets, as gradients arrive.
/// `Change` is applied to each gradient first.
template <class Optimizer, class Change = UnchangedGradient>
class Update {
 public:
  using States = std::array<float*, static_cast<std::size_t>(Optimizer::states)>;

  /// Of the step with this number, from 1.
  Update(const Optimizer& optimizer, std::uint64_t step, float* w, const States& states, Change change = {})
      : rule_(optimizer, step), decay_(optimizer), change_(change), w_(w), states_(states) {}

  /// The update of a tensor that decays, where the optimizer has weight decay, or of one that does not, as
  /// all are without this.
  decltype(auto) decayed([[maybe_unused]] bool decays) const {
    if constexpr (DecaysWeights<Optimizer>) {
      Update tensor = *this;
      tensor.decay_.rate = decays ? decay_.of_decaying : 0;
      return tensor;
    } else {
      return (*this);
    }
  }

  /// The parameters offset .. offset + Lanes(d) - 1 have the gradient g.
  HWY_INLINE void operator()(Floats d, std::size_t offset, FloatVector g) const {
    apply(WholeVector{d}, offset, g);
  }

  /// The same for the first `count` < Lanes(d) of them; touches nothing past them.
  HWY_INLINE void first_lanes(Floats d, std::size_t offset, FloatVector g, std::size_t count) const {
    apply(PartVector{d, count}, offset, g);
  }

  /// The parameters offset .. offset + count - 1 have the gradients dw[0] .. dw[count - 1].
  void range(std::size_t offset, const float* dw, std::size_t count) const {
    const Update update = *this;  // a copy that no store can change: its constants stay in registers
    const Floats d;
    const std::size_t left = count % max_lanes, whole = count - left;
    for (std::size_t i = 0; i < whole; i += max_lanes) update(d, offset + i, hn::LoadU(d, dw + i));
    if (left > 0) update.first_lanes(d, offset + whole, load_some(d, dw + whole, left), left);
  }

  /// Parameters that no optimizer changes, moving statistics: w += rate * (values - w).
  void blend(std::size_t offset, const float* values, std::size_t count, float rate) const {
    move_towards(rate, values, count, w_ + offset);
  }

  /// Fetches what the update of the parameters offset .. offset + count - 1 reads.
  HWY_INLINE void fetch_range(std::size_t offset, std::size_t count) const {
    for (std::size_t i = offset; i < offset + count; i += 16) {
      fetch(w_ + i);
      for (const float* slot : states_) fetch(slot + i);
    }
  }

  /// The update of a stage whose first parameter is number `offset`.
  Update from(std::size_t offset) const {
    Update stage = *this;
    stage.w_ += offset;
    for (float*& slot : stage.states_) slot += offset;
    return stage;
  }

 private:
  template <class Memory>
  HWY_INLINE void apply(Memory memory, std::size_t offset, FloatVector g) const {
    apply(memory, offset, g, std::make_index_sequence<static_cast<std::size_t>(Optimizer::states)>());
  }
  template <class Memory, std::size_t... Slot>
  HWY_INLINE void apply(Memory memory, std::size_t offset, FloatVector g,
                        std::index_sequence<Slot...>) const {
    decay_(memory, w_ + offset);
    rule_(memory, change_(Floats(), g), w_ + offset, (states_[Slot] + offset)...);
  }

  UpdateRule<Optimizer> rule_;
  [[no_unique_address]] WeightDecay<Optimizer> decay_;
  [[no_unique_address]] Change change_;
  float* w_;
  States states_;
};

}  // namespace cameo::inline CAMEO_ABI::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
