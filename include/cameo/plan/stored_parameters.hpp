// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <bit>
#include <cfloat>
#include <cmath>
#include <cstring>

#include "cameo/core/result.hpp"
#include "cameo/net/parameters.hpp"
#include "cameo/plan/plan.hpp"

namespace cameo::inline CAMEO_ABI {

namespace detail {

/// A finite float's upper 16 bits, rounded to nearest even. What would round to infinity becomes the largest.
constexpr std::uint16_t to_bf16(float value) {
  const auto bits = std::bit_cast<std::uint32_t>(value);
  const std::uint32_t rounded = (bits + 0x7fff + (bits >> 16 & 1)) >> 16;
  return static_cast<std::uint16_t>((rounded & 0x7fff) == 0x7f80 ? rounded - 1 : rounded);
}

/// Stores the parameters of one stage; most are stored as they are.
template <class Stage>
struct Store {
  static void from(const float* w, std::byte* to) { std::memcpy(to, w, Stage::parameters * sizeof(float)); }
};

template <class Stage>
using StoredAs = typename decltype(Stage::places)::Stored;

template <class Stage>
requires(!std::same_as<StoredAs<Stage>, Weights::float32>) struct Store<Stage> {
  using Stored = StoredAs<Stage>;
  static constexpr auto places = Stage::places;
  static constexpr plan::KernelPlaces<Weights::float32> floats{places.kernel_size, places.units,
                                                               places.has_bias};
  static constexpr std::size_t units = places.units, size = places.kernel_size;

  static void from(const float* w, std::byte* to) {
    auto* kernel = reinterpret_cast<typename Stored::StoredWeight*>(to);
    auto* rest = reinterpret_cast<float*>(to);
    if constexpr (places.has_bias) std::copy_n(w + floats.bias(), units, rest + places.bias());
    std::copy_n(w + floats.normalization(), places.normalization_parameters, rest + places.normalization());
    if constexpr (Stored::scaled)
      scale_units(w, rest + places.scale(), kernel);
    else
      std::transform(w, w + size, kernel, to_bf16);
  }

 private:
  /// A unit whose weights are all below 1.5e-36 becomes zeros: its scale would be denormal.
  static void scale_units(const float* w, float* scales, std::int8_t* kernel) {
    std::fill_n(scales, units, 0.0f);
    for (std::size_t i = 0; i < size; ++i)
      scales[i % units] = (std::max)(scales[i % units], std::fabs(w[i]) / 127);
    for (std::size_t u = 0; u < units; ++u)
      if (scales[u] < FLT_MIN) scales[u] = 0;
    for (std::size_t i = 0; i < size; ++i) {
      const float scale = scales[i % units];
      kernel[i] = static_cast<std::int8_t>(scale > 0 ? std::nearbyint(w[i] / scale) : 0);
    }
  }
};

}  // namespace detail

/// The parameters of a network with the kernels of Dense and Conv2D stored small, in one flat array, stage
/// after stage. An aggregate of plain bytes, in which floats and small weights lie as in a plan's memory:
/// constant ones may lie in flash, with the byte order of the CPU.
template <Network Net, class Stored>
struct StoredParameters {
  using Floats = plan::Lowered<Net, false, Weights::float32>;
  using Small = plan::Lowered<Net, false, Stored>;
  static constexpr std::size_t size =
      (Small::facts.back().parameter_offset + Small::facts.back().parameters) * sizeof(float);

  alignas(64) std::array<std::uint8_t, size + spare_floats<Net> * sizeof(float)> bytes;

  /// Rounds `parameters`. A value that is not finite is an error and leaves all as it was.
  Error quantize(const Parameters<Net>& parameters) {
    for (const ParameterTensor& tensor : parameter_tensors<Net>)
      for (float value : parameters.of(tensor))
        if (!std::isfinite(value)) return Error("'", tensor.name(), "' has a value that is not finite");
    store(parameters, typename Small::Stages());
    return {};
  }

 private:
  template <class... Stages>
  void store(const Parameters<Net>& parameters, plan::StageList<Stages...>) {
    std::size_t stage = 0;
    const auto store_one = [&](auto from) {
      from(parameters.values.data() + Floats::facts[stage].parameter_offset,
           reinterpret_cast<std::byte*>(bytes.data()) + Small::facts[stage].parameter_offset * sizeof(float));
      ++stage;
    };
    const int done[]{(store_one(&detail::Store<Stages>::from), 0)...};
    static_cast<void>(done);
  }
};

}  // namespace cameo::inline CAMEO_ABI
