// SPDX-License-Identifier: MIT
#pragma once

#include "cameo/simd/compat-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace cameo::inline CAMEO_ABI::HWY_NAMESPACE {

/// body(d, c) for the channels c .. c + Lanes(d) - 1, as long as whole vectors fit; returns the next channel.
template <int Channels, int Width, class Body>
HWY_INLINE std::size_t for_vectors(std::size_t c, const Body& body) {
  const hn::CappedTag<float, Width> d;
  const std::size_t lanes = hn::Lanes(d);
  for (; c + lanes <= Channels; c += lanes) body(d, c);
  return c;
}

/// body(d, c) until every channel is covered: vectors of 16, then of 8, 4, 2 and 1, each where it fits. Five
/// channels cost two vectors and no masks.
template <int Channels, class Body>
HWY_INLINE void for_channels(const Body& body) {
  std::size_t c = for_vectors<Channels, 16>(0, body);
  if constexpr (Channels % 16 >= 8) c = for_vectors<Channels, 8>(c, body);
  if constexpr (Channels % 8 >= 4) c = for_vectors<Channels, 4>(c, body);
  if constexpr (Channels % 4 >= 2) c = for_vectors<Channels, 2>(c, body);
  if constexpr (Channels % 2 == 1) for_vectors<Channels, 1>(c, body);
}

}  // namespace cameo::inline CAMEO_ABI::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
