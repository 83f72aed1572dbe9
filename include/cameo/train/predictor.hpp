// SPDX-License-Identifier: MIT
#pragma once

#include <concepts>

#include "cameo/net/parameters.hpp"
#include "cameo/train/options.hpp"
#include "cameo/train/pass-inl.hpp"
#include "cameo/train/samples.hpp"

namespace cameo::inline CAMEO_ABI {

/// Predicts: parameters and the arena of a forward pass in one object, whose sizeof is all the memory it
/// takes. Options: Batch<N> samples at once (1 without it), Borrowed for constant parameters that lie
/// somewhere else.
///
///   static Predictor<FaceNet> predictor;                     // parameters of its own
///   static Predictor<FaceNet, Borrowed> predictor(weights);  // `weights` must outlive it
template <Network Net, class... Options>
class Predictor {
 public:
  static constexpr int batch = detail::batch_option<1, Options...>;
  static constexpr bool borrows = (std::same_as<Options, Borrowed> || ...);
  static constexpr int threads = detail::TeamOption<Options...>::type::threads;
  using Plan = cameo::Plan<Net, batch, false, threads>;

  /// Every buffer of the arena: offset, bytes and lifetime.
  static constexpr const auto& memory_map = Plan::memory_map;

  /// Parameters start as zeros: draw them with initialize or load them.
  Predictor() requires(!borrows) : parameters_{} {}
  explicit Predictor(const Parameters<Net>& parameters) requires(borrows) : parameters_(&parameters) {}

  void initialize(std::uint64_t seed) requires(!borrows) { parameters_.initialize(seed); }

  Parameters<Net>& parameters() requires(!borrows) { return parameters_; }
  const Parameters<Net>& parameters() const {
    if constexpr (borrows)
      return *parameters_;
    else
      return parameters_;
  }

  /// y (n, output) from x (n, input), for any n.
  Error predict(std::span<const float> x, std::span<float> y) {
    if (Error error = team_.error()) return error;
    using Pass = HWY_NAMESPACE::Pass<Plan, false, Team>;
    return detail::predict_in_batches<Net, batch>(
        x, y, Pass::template floats<BufferKind::Input, -1>(arena_.data()), [this](int samples) {
          Pass(std::as_const(*this).parameters().values.data(), arena_.data(), samples, {}, team_).forward();
          return Pass::template floats<BufferKind::Output, Plan::stages - 1>(arena_.data());
        });
  }

 private:
  using Team = typename detail::TeamOption<Options...>::type::Team;

  std::conditional_t<borrows, const Parameters<Net>*, Parameters<Net>> parameters_;
  alignas(64) std::array<std::byte, Plan::memory_map.bytes> arena_;
  [[no_unique_address]] Team team_;
};

}  // namespace cameo::inline CAMEO_ABI
