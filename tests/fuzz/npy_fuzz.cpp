// SPDX-License-Identifier: MIT
#include <cstdint>
#include <cstdlib>
#include <span>
#include <string>

#include "cameo/io/npy.hpp"

// The first byte chooses how the rest becomes a file: as it is, or as the header of a file of 24 bytes of
// data.

namespace {

std::string file_of(const std::uint8_t* data, std::size_t size) {
  const std::string rest(reinterpret_cast<const char*>(data) + 1, size - 1);
  if (data[0] % 2 == 0) return rest;
  const char length[2] = {static_cast<char>(rest.size()), static_cast<char>(rest.size() >> 8)};
  return "\x93NUMPY" + std::string("\1\0", 2) + std::string(length, 2) + rest + std::string(24, 'x');
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string file = file_of(data, size);
  const auto array = cameo::NpyView::open(std::as_bytes(std::span(file)), "fuzz");
  if (!array) return 0;
  if (array->size() != array->shape().size()) std::abort();
  for (std::size_t i = 0; i < array->size(); ++i) {
    [[maybe_unused]] const volatile double value = (*array)[i];
  }
  return 0;
}
