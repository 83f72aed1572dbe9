// SPDX-License-Identifier: MIT
#pragma once

#include <cameo/io/little_endian.hpp>
#include <string>

#include "gallery/sealing.hpp"

namespace recognize {

/// "b4e6c0...", 16 digits that tell a network's weights from others, on every CPU, whatever file they come
/// from.
template <class Parameters>
std::string hash_of_weights(const Parameters& parameters) {
  RunningHash hash;
  const auto add = [&](std::span<const std::byte> bytes) {
    hash.add(View(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()));
  };
  parameters.for_each(
      [&](auto&&, auto&&, std::span<const float> values) { cameo::detail::write_numbers(values, add); });
  return to_hex(View(hash.finish()).first(8));
}

}  // namespace recognize
