// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <limits>
#include <span>
#include <string_view>

#include "cameo/core/abi.hpp"
#include "cameo/core/result.hpp"
#include "cameo/io/atomic_file.hpp"
#include "cameo/io/file.hpp"
#include "cameo/io/metadata.hpp"
#include "cameo/io/safetensors.hpp"

namespace cameo::inline CAMEO_ABI {

namespace detail::safetensors {

template <class TensorSet>
Error write_pieces_to(AtomicFile& file, const TensorSet& weights, std::span<const MetadataEntry> metadata) {
  Error first;
  write_pieces(weights, metadata, [&](std::span<const std::byte> piece) {
    if (!first) first = file.write(piece);
  });
  return first;
}

}  // namespace detail::safetensors

/// Writes the weights, and the metadata before them, as a safetensors file into an open AtomicFile, which is
/// to be committed then; tensor by tensor, without a second copy. Errors: those of write_weights in memory,
/// and the system's (full disk, ...).
template <class TensorSet>
Error write_weights(const TensorSet& weights, AtomicFile& file,
                    std::span<const MetadataEntry> metadata = {}) {
  if (Error error = detail::safetensors::check_storable(weights, metadata)) return error;
  return detail::safetensors::write_pieces_to(file, weights, metadata);
}

/// Writes the weights, and metadata if there are any, as a safetensors file, whole or not at all (see
/// AtomicFile). Errors: as write_weights, and a read-only or missing folder, ...
template <class TensorSet>
Error save_weights(const TensorSet& weights, std::string_view path,
                   std::span<const MetadataEntry> metadata = {}) {
  if (Error error = detail::safetensors::check_storable(weights, metadata))
    return Error(tail_of(path), ": not written: ", error.message());
  AtomicFile file;
  if (Error error = file.open(path)) return error;
  if (Error error = detail::safetensors::write_pieces_to(file, weights, metadata)) return error;
  return file.commit();
}

/// Reads a safetensors file into the weights; after an error they are as they were. Errors: those of
/// load_weights from memory, and the system's.
template <class TensorSet>
Error load_weights(std::string_view path, TensorSet& weights) {
  const auto file = read_file(path, 2 * weights_size(weights) + longest_header);
  return file ? load_weights(file->bytes(), path, weights) : file.error();
}

/// The metadata of a safetensors file, which is read whole. Errors: those of metadata_of bytes in memory, and
/// the system's.
inline Result<Metadata> metadata_of(std::string_view path) {
  const auto file = read_file(path, (std::numeric_limits<std::size_t>::max)());
  return file ? metadata_of(file->bytes(), path) : file.error();
}

}  // namespace cameo::inline CAMEO_ABI
