// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <span>
#include <string_view>

#include "cameo/core/abi.hpp"
#include "cameo/core/result.hpp"
#include "cameo/io/file.hpp"
#include "cameo/io/safetensors.hpp"

namespace cameo::inline CAMEO_ABI {

/// Writes the weights as a safetensors file, whole or not at all (see AtomicFile); tensor by tensor, without
/// a second copy. Errors: those of write_weights, and the system's (full disk, read-only or missing folder,
/// ...).
template <class Weights>
Error save_weights(const Weights& weights, std::string_view path) {
  if (Error error = safetensors_detail::check_writable(weights))
    return Error(tail_of(path), ": not written: ", error.message());
  AtomicFile file;
  if (Error error = file.open(path)) return error;
  Error first;
  safetensors_detail::write_pieces(weights, [&](std::span<const std::byte> piece) {
    if (!first) first = file.write(piece);
  });
  return first ? first : file.commit();
}

/// Reads a safetensors file into the weights; after an error they are as they were. Errors: those of
/// load_weights from memory, and the system's.
template <class Weights>
Error load_weights(std::string_view path, Weights& weights) {
  constexpr std::size_t longest_header = 100'000'000;
  const auto file = read_file(path, weights_size(weights) + longest_header);
  return file ? load_weights(file->bytes(), path, weights) : file.error();
}

}  // namespace cameo::inline CAMEO_ABI
