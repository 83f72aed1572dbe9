// SPDX-License-Identifier: MIT
#pragma once

#include <concepts>

#include "cameo/plan/stored_parameters.hpp"
#include "cameo/train/options.hpp"
#include "cameo/train/pass-inl.hpp"
#include "cameo/train/samples.hpp"

namespace cameo::inline CAMEO_ABI {

/// Predicts: parameters and the arena of a forward pass in one object, whose sizeof is all the memory it
/// takes. Options: Batch<N> samples at once (1 without it), Borrowed for constant parameters that lie
/// somewhere else, Weights::bf16 or Weights::int8 for dense kernels of a half or a quarter of the bytes.
///
///   static Predictor<FaceNet> predictor;                     // parameters of its own
///   static Predictor<FaceNet, Borrowed> predictor(weights);  // `weights` must outlive it
///   static Predictor<FaceNet, Weights::int8> predictor;      // then predictor.quantize(weights)
template <Network Net, class... Options>
class Predictor {
 public:
  static constexpr int batch = detail::batch_option<1, Options...>;
  static constexpr bool borrows = (std::same_as<Options, Borrowed> || ...);
  static constexpr int threads = detail::TeamOption<Options...>::type::threads;
  using Stored = typename detail::WeightsOption<Options...>::type;
  static constexpr bool small_weights = !std::same_as<Stored, Weights::float32>;
  using Plan = cameo::Plan<Net, batch, false, threads, false, 0, Stored>;

  /// Parameters<Net>, or StoredParameters<Net, Stored> with small weights.
  using ParametersType =
      typename std::conditional_t<small_weights, std::type_identity<StoredParameters<Net, Stored>>,
                                  std::type_identity<Parameters<Net>>>::type;

  /// Every buffer of the arena: offset, bytes and lifetime.
  static constexpr const auto& memory_map = Plan::memory_map;

  /// Parameters start as zeros: draw them with initialize, load them, or quantize those of a Trainer.
  Predictor() requires(!borrows) : parameters_{} {
    if constexpr (keeps_prepared) pass(0).prepare();
  }
  explicit Predictor(const ParametersType& parameters) requires(borrows) : parameters_(&parameters) {}

  void initialize(std::uint64_t seed) requires(!borrows && !small_weights) { parameters_.initialize(seed); }

  /// Small weights from float32 ones, rounded to nearest. A value that is not finite is an error.
  Error quantize(const Parameters<Net>& parameters) requires(!borrows && small_weights) {
    if (Error error = parameters_.quantize(parameters)) return error;
    pass(0).prepare();
    return {};
  }

  /// Small weights change by quantize alone; others may be written to between predictions.
  ParametersType& parameters() requires(!borrows && !small_weights) { return parameters_; }
  const ParametersType& parameters() const {
    if constexpr (borrows)
      return *parameters_;
    else
      return parameters_;
  }

  /// y (n, output) from x (n, input), for any n.
  Error predict(std::span<const float> x, std::span<float> y) {
    if (Error error = team_.error()) return error;
    if constexpr (!keeps_prepared) pass(0).prepare();
    return detail::predict_in_batches<Net, batch>(
        x, y, Pass::template floats<BufferKind::Input, -1>(arena_.data()), [this](int samples) {
          pass(samples).forward();
          return Pass::template floats<BufferKind::Output, Plan::stages - 1>(arena_.data());
        });
  }

 private:
  using Team = typename detail::TeamOption<Options...>::type::Team;
  using Pass = HWY_NAMESPACE::Pass<Plan, false, Team>;

  /// Nobody else can change small weights of its own: their convolutions' kernels stay prepared (4 of 150 us
  /// a prediction of the flagship).
  static constexpr bool keeps_prepared = small_weights && !borrows;

  Pass pass(int samples) { return Pass(weights(), arena_.data(), samples, {}, team_); }

  const float* weights() const {
    if constexpr (small_weights)
      return reinterpret_cast<const float*>(parameters().bytes.data());
    else
      return parameters().values.data();
  }

  std::conditional_t<borrows, const ParametersType*, ParametersType> parameters_;
  alignas(64) std::array<std::byte, Plan::memory_map.bytes> arena_;
  [[no_unique_address]] Team team_;
};

}  // namespace cameo::inline CAMEO_ABI
