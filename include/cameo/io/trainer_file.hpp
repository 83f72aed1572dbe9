// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <span>
#include <string_view>

#include "cameo/core/result.hpp"
#include "cameo/io/file.hpp"
#include "cameo/io/trainer_bytes.hpp"
#include "cameo/io/weights_file.hpp"

namespace cameo::inline CAMEO_ABI {

/// Writes a whole trainer, and metadata of your own, as one file, whole or not at all (see AtomicFile); see
/// io/trainer_bytes.hpp for what it holds. Errors: those of write_trainer and the system's.
template <class Trainer>
Error save_trainer(const Trainer& trainer, std::string_view path,
                   std::span<const MetadataEntry> metadata = {}) {
  if (Error error = detail::trainer::check_metadata(metadata)) return error;
  return save_weights(detail::trainer::Tensors(trainer), path,
                      detail::trainer::Entries(trainer, metadata).all());
}

/// Reads what save_trainer wrote; training then goes on as if it had never stopped. After an error the
/// trainer is as it was. Errors: those of load_trainer from memory, and the system's.
template <class Trainer>
Error load_trainer(std::string_view path, Trainer& trainer) {
  const detail::trainer::Tensors most(trainer, Trainer::accumulate > 1);
  const auto file = read_file(path, weights_size(most) + longest_header);
  return file ? load_trainer(file->bytes(), path, trainer) : file.error();
}

}  // namespace cameo::inline CAMEO_ABI
