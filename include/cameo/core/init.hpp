// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <span>

#include "cameo/core/random.hpp"

namespace cameo::inline CAMEO_ABI {

/// How a parameter starts, by Keras's names and formulas.
/// Glorot: uniform limit sqrt(6 / (fan_in + fan_out)); He: uniform limit sqrt(6 / fan_in), normal deviation
/// sqrt(2 / fan_in) cut at two deviations. (Glorot, Bengio: AISTATS 2010; He et al.: ICCV 2015.)
enum class Initializer { Zeros, Ones, GlorotUniform, HeUniform, HeNormal };
using enum Initializer;

/// Fills `values` from stream `key`; every value depends only on its own index.
inline void initialize(std::span<float> values, Initializer initializer, int fan_in, int fan_out,
                       std::uint64_t key) {
  const auto uniform = [&](float limit) {
    for (std::size_t i = 0; i < values.size(); ++i) values[i] = (2 * random_uniform(key, i) - 1) * limit;
  };
  // The deviation of a normal distribution cut at two deviations is 0.8796 of the whole one's, as Keras
  // corrects.
  const auto normal = [&](float deviation) {
    for (std::size_t i = 0; i < values.size(); ++i) {
      float z = 3;
      for (std::uint64_t draw = 0; std::fabs(z) > 2; ++draw) {
        const std::uint64_t counter = 2 * (i + draw * values.size());
        const float radius = std::sqrt(-2 * std::log(1 - random_uniform(key, counter)));
        z = radius * std::cos(6.2831853f * random_uniform(key, counter + 1));
      }
      values[i] = z * deviation / 0.87962566f;
    }
  };
  switch (initializer) {
    case Zeros:
      return std::fill(values.begin(), values.end(), 0.0f);
    case Ones:
      return std::fill(values.begin(), values.end(), 1.0f);
    case GlorotUniform:
      return uniform(std::sqrt(6.0f / (static_cast<float>(fan_in) + static_cast<float>(fan_out))));
    case HeUniform:
      return uniform(std::sqrt(6.0f / static_cast<float>(fan_in)));
    case HeNormal:
      return normal(std::sqrt(2.0f / static_cast<float>(fan_in)));
  }
}

}  // namespace cameo::inline CAMEO_ABI
