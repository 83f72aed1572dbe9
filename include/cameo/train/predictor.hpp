// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <concepts>
#include <type_traits>

#include "cameo/layers/activations.hpp"
#include "cameo/plan/stored_parameters.hpp"
#include "cameo/train/batch.hpp"
#include "cameo/train/exclusive_use.hpp"
#include "cameo/train/forward_batches.hpp"
#include "cameo/train/huge_pages.hpp"
#include "cameo/train/option_of.hpp"
#include "cameo/train/pass-inl.hpp"
#include "cameo/train/team.hpp"

namespace cameo::inline CAMEO_ABI {

/// Parameters of a Predictor that lie elsewhere, such as in flash: Predictor<Net, Borrowed>. When they have
/// changed, call its refresh().
struct Borrowed {};

namespace detail {

template <class Option>
struct IsBorrowed : std::is_same<Option, Borrowed> {};

/// Instantiated for each option of a Predictor: the compiler names the one that is wrong.
template <class Option>
struct OptionOfPredictor {
  static_assert(IsBatch<Option>::value || IsTeam<Option>::value || IsWeights<Option>::value ||
                    IsBorrowed<Option>::value,
                "Predictor: this is no option of a Predictor; give Batch<N>, Threads<N>, Borrowed, "
                "Weights::bf16 or Weights::int8");
  static constexpr bool checked = true;
};

}  // namespace detail

/// Predicts: parameters and the arena of a forward pass in one object, whose sizeof is all the memory it
/// takes. Options: Batch<N> samples at once (1 without it; from 8 on the kernels of dense layers stand in it
/// twice, once as batches read them), Borrowed for constant parameters that lie somewhere else, Weights::bf16
/// or Weights::int8 for kernels of a half or a quarter of the bytes, Threads<N>. Predicted again, or by
/// another number of threads, a sample gives the same bits; alone and among others they may differ in
/// rounding.
///
///   static Predictor<FaceNet> predictor;                     // parameters of its own
///   static Predictor<FaceNet, Borrowed> predictor(weights);  // `weights` must outlive it
///   static Predictor<FaceNet, Weights::int8> predictor;      // then predictor.quantize(weights)
///
/// One thread at a time may call its members, for a prediction writes to the arena; two threads need a
/// Predictor each, and may borrow the same parameters. Where assertions are on, two at once are trapped.
template <Network Net, class... Options>
class Predictor {
  static_assert((detail::OptionOfPredictor<Options>::checked && ...));
  static_assert(detail::count_of<detail::IsBatch, Options...> <= 1,
                "Predictor: the batch is given twice; give one Batch<N>");
  static_assert(detail::count_of<detail::IsTeam, Options...> <= 1,
                "Predictor: the threads are given twice; give one Threads<N>");
  static_assert(detail::count_of<detail::IsWeights, Options...> <= 1,
                "Predictor: the weights are given twice; give one of Weights::bf16 and Weights::int8");
  static_assert(detail::count_of<detail::IsBorrowed, Options...> <= 1,
                "Predictor: Borrowed is given twice; give it once");
  using TeamChoice = detail::option_of<detail::IsTeam, OneThread, Options...>;

  using LastLayer = typename Net::template Layer<Net::layers - 1>;
  /// Crossentropies are exact only by what these were given.
  static constexpr bool has_logits = std::same_as<LastLayer, Sigmoid> || std::same_as<LastLayer, Softmax>;

 public:
  static constexpr int batch = detail::option_of<detail::IsBatch, Batch<1>, Options...>::batch;
  static constexpr bool borrows = detail::count_of<detail::IsBorrowed, Options...> > 0;
  static constexpr int threads = TeamChoice::threads;
  using Stored = detail::option_of<detail::IsWeights, Weights::float32, Options...>;
  static constexpr bool small_weights = !std::same_as<Stored, Weights::float32>;
  using Plan =
      plan::Plan<Net, plan::PlanOptions{.batch = batch, .threads = threads, .logits = has_logits}, Stored>;

  /// Parameters<Net>, or StoredParameters<Net, Stored> with small weights.
  using ParametersType =
      typename std::conditional_t<small_weights, std::type_identity<StoredParameters<Net, Stored>>,
                                  std::type_identity<Parameters<Net>>>::type;

  /// Every buffer of the arena: offset, bytes and lifetime.
  static constexpr const auto& memory_map = Plan::memory_map;

  /// Without parameters, which are zeros until they are drawn with initialize, loaded, or quantized from
  /// those of a Trainer; to predict without them is an error.
  Predictor() requires(!borrows) {
    detail::prefer_huge_pages(*this);
    if constexpr (small_weights)
      parameters_.bytes.fill(0);
    else
      parameters_.values.fill(0);
  }
  explicit Predictor(const ParametersType& parameters) requires(borrows) : parameters_(&parameters) {
    detail::prefer_huge_pages(*this);
  }
  explicit Predictor(const ParametersType&&) requires(borrows) = delete;  // they would be gone at once

  void initialize(std::uint64_t seed) requires(!borrows && !small_weights) { parameters().initialize(seed); }

  /// Small weights from float32 ones, rounded to nearest. A value that is not finite is an error.
  Error quantize(const Parameters<Net>& parameters) requires(!borrows && small_weights) {
    prepared_ = false;
    return parameters_.quantize(parameters);
  }

  /// To be written to before the next prediction, which then prepares kernels anew: call it again for later
  /// changes. Small weights change by quantize alone.
  ParametersType& parameters() requires(!borrows && !small_weights) {
    prepared_ = false;
    return parameters_;
  }
  const ParametersType& parameters() const {
    if constexpr (borrows)
      return *parameters_;
    else
      return parameters_;
  }

  /// The borrowed parameters have changed since the last prediction. Without this call some kernels stay as
  /// they were then.
  void refresh() requires(borrows) { prepared_ = false; }

  /// Lays kernels in the order in which they are read, as the first prediction after a change of parameters
  /// does where this was not called before it. They stay in the arena: made anew for each prediction, those
  /// of eight small convolutions would take .6 of its time.
  void prepare() {
    if (!prepared_) pass(0).prepare();
    prepared_ = true;
  }

  /// y (n, output) from x (n, input), for any n. Floats are taken as they are: bytes that were scaled for
  /// training are predicted as a Dataset. Outputs that are not finite are an error. Requires that x and y do
  /// not overlap.
  Error predict(std::span<const float> x, std::span<float> y) {
    const detail::ExclusiveUse::Scope scope(use_);
    return batches().predict(x, y);
  }

  /// y (n, output) from the n samples of a dataset, scaled as in training, without augmentation.
  Error predict(const Dataset& data, std::span<float> y) {
    const detail::ExclusiveUse::Scope scope(use_);
    return batches().predict(data, y);
  }

  /// Loss and its metric over all samples: predictor.evaluate<BinaryCrossentropy>(test).
  template <Loss LossType>
  Scores evaluate(const Dataset& data, const LossType& loss = {}) {
    static_assert(
        LossType::template check<typename Net::template Layer<Net::layers - 1>, typename Net::Output>());
    const detail::ExclusiveUse::Scope scope(use_);
    return batches().evaluate(data, loss);
  }

 private:
  using Team = typename TeamChoice::Team;
  using Pass = HWY_NAMESPACE::Pass<Plan, Team>;
  using Batches = detail::ForwardBatches<Net, batch, Predictor>;
  friend Batches;

  Batches batches() { return Batches(*this); }
  float* input() { return Pass::input(arena_.data()); }
  Team& team() { return team_; }

  /// Before a prediction: is there what it needs?
  Error ready() {
    if (Error error = team_.error()) return error;
    if (!has_parameters())
      return Error(
          "the Predictor has no parameters: all are zero; initialize or load them first, or quantize those "
          "of a Trainer");
    return {};
  }

  /// The first value that is not zero is near the beginning.
  bool has_parameters() const {
    const auto is_set = [](auto value) { return value != 0; };
    if constexpr (Net::parameter_count == 0)
      return true;
    else if constexpr (small_weights)
      return std::ranges::any_of(parameters().bytes, is_set);
    else
      return std::ranges::any_of(parameters().values, is_set);
  }

  /// The outputs, with what the last stage made them of where every sample has its own: nothing has
  /// overwritten it since.
  HWY_NAMESPACE::Outputs forward(int samples) {
    backwards_ = !backwards_;
    pass(samples).forward();
    return {Pass::output(arena_.data()), Pass::last_input(arena_.data())};
  }

  Pass pass(int samples) { return Pass(weights(), arena_.data(), samples, {.backwards = backwards_}, team_); }

  const float* weights() const {
    if constexpr (small_weights)
      return reinterpret_cast<const float*>(parameters().bytes.data());
    else
      return parameters().values.data();
  }

  std::conditional_t<borrows, const ParametersType*, ParametersType> parameters_;
  alignas(64) std::array<std::byte, Plan::memory_map.bytes> arena_;
  bool prepared_ = false, backwards_ = false;
  detail::ExclusiveUse use_;
  [[no_unique_address]] Team team_;
};

}  // namespace cameo::inline CAMEO_ABI
