// SPDX-License-Identifier: MIT
#pragma once

#include <cstring>

#include "cameo/core/random.hpp"
#include "cameo/layers/dropout.hpp"
#include "cameo/layers/kernel-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace cameo::inline CAMEO_ABI::HWY_NAMESPACE {

/// y = x / (1 - Rate) where the draw of (key, sample in the batch, position) keeps it, 0 elsewhere; dx from
/// dy likewise: backward makes the draws again, nothing is saved. When not training a copy.
template <FloatConstant Rate>
struct Kernel<Dropout<Rate>> {
  template <class In>
  static void forward(const ForwardPass& pass) {
    drop<In>(pass.x, pass.y, pass.samples, pass.context);
  }

  template <class In>
  static void backward(const BackwardPass& pass) {
    if (pass.dx != nullptr) drop<In>(pass.dy, pass.dx, pass.samples, pass.context);
  }

 private:
  using Bits = hn::RebindToUnsigned<Floats>;

  template <class In>
  static void drop(const float* from, float* to, int samples, const PassContext& context) {
    if (!context.training) {
      if (from != to) std::memcpy(to, from, static_cast<std::size_t>(samples) * In::size * sizeof(float));
      return;
    }
    const Floats d;
    constexpr std::size_t left = In::size % max_lanes, whole = In::size - left;
    for (int i = 0; i < samples; ++i, from += In::size, to += In::size) {
      const std::uint64_t key =
          random_bits(context.key, static_cast<std::uint64_t>(context.first_sample + i));
      for (std::size_t j = 0; j < whole; j += max_lanes)
        hn::StoreU(kept(hn::LoadU(d, from + j), key, j), d, to + j);
      if (left > 0) store_some(kept(load_some(d, from + whole, left), key, whole), d, to + whole, left);
    }
  }

  /// x / (1 - Rate) or 0, by the draws for positions first, first + 1, ...
  static HWY_INLINE FloatVector kept(FloatVector x, std::uint64_t key, std::size_t first) {
    const Floats d;
    const Bits bits;
    const auto position = hn::Iota(bits, static_cast<std::uint32_t>(first));
    auto draw = mix(hn::Add(position, hn::Set(bits, static_cast<std::uint32_t>(key))));
    draw = mix(hn::Xor(draw, hn::Set(bits, static_cast<std::uint32_t>(key >> 32))));
    const auto uniform = hn::ConvertTo(d, hn::BitCast(hn::RebindToSigned<Floats>(), hn::ShiftRight<8>(draw)));
    return hn::IfThenElseZero(hn::Ge(uniform, hn::Set(d, Rate * 0x1p24f)),
                              hn::Mul(x, hn::Set(d, 1 / (1 - Rate))));
  }

  /// A 32-bit mixer, each step invertible: vectors lack the 64-bit products of random_bits.
  template <class Vector>
  static HWY_INLINE Vector mix(Vector z) {
    const hn::DFromV<Vector> bits;
    z = hn::Mul(hn::Xor(z, hn::ShiftRight<16>(z)), hn::Set(bits, 0x7FEB352Du));
    z = hn::Mul(hn::Xor(z, hn::ShiftRight<15>(z)), hn::Set(bits, 0x846CA68Bu));
    return hn::Xor(z, hn::ShiftRight<16>(z));
  }
};

}  // namespace cameo::inline CAMEO_ABI::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
