// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "cameo/core/shape.hpp"

namespace cameo_test {

/// What io asks of Parameters<Net>, for a dense layer of 2 inputs and 3 units.
struct TinyWeights {
  std::array<float, 6> kernel{1.0f, 2.0f, 3.0f, 4.0f, 5.0f, -0.5f};
  std::array<float, 3> bias{7.0f, 8.0f, 9.0f};
  std::string_view kernel_name = "dense.kernel";

  template <class F>
  constexpr void for_each(F&& f) {
    f(kernel_name, cameo::TensorShape{{2, 3}, 2}, std::span<float>(kernel));
    f("dense.bias", cameo::TensorShape{{3}, 1}, std::span<float>(bias));
  }
  template <class F>
  constexpr void for_each(F&& f) const {
    f(kernel_name, cameo::TensorShape{{2, 3}, 2}, std::span<const float>(kernel));
    f("dense.bias", cameo::TensorShape{{3}, 1}, std::span<const float>(bias));
  }
  bool operator==(const TinyWeights&) const = default;
};

inline constexpr TinyWeights zero_weights{{}, {}};

using Bytes = std::vector<std::byte>;

inline Bytes bytes_of(std::string_view text) {
  const auto bytes = std::as_bytes(std::span(text));
  return {bytes.begin(), bytes.end()};
}

/// A safetensors file: the header's length, the header, the floats.
inline Bytes safetensors(std::string_view header, std::span<const float> values) {
  const std::uint64_t length = header.size();
  Bytes file(8 + header.size() + values.size_bytes());
  std::memcpy(file.data(), &length, 8);
  std::memcpy(file.data() + 8, header.data(), header.size());
  if (!values.empty()) std::memcpy(file.data() + 8 + header.size(), values.data(), values.size_bytes());
  return file;
}

}  // namespace cameo_test
