// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <memory>
#include <new>
#include <optional>
#include <span>
#include <string_view>

#include "cameo/core/abi.hpp"
#include "cameo/core/result.hpp"
#include "cameo/io/json_string.hpp"
#include "cameo/io/safetensors_view.hpp"

// What a safetensors file holds beside its tensors: strings by name, such as the names of the classes.

namespace cameo::inline CAMEO_ABI {

/// A string of a file's metadata. UTF-8; other bytes are written as U+FFFD, the replacement character.
struct MetadataEntry {
  std::string_view key, value;
};

/// The metadata of a safetensors file in their order; owns its strings. Converts to a span of entries.
class Metadata {
 public:
  const MetadataEntry* begin() const { return entries_.get(); }
  const MetadataEntry* end() const { return entries_.get() + size_; }
  std::size_t size() const { return size_; }

  /// The last value of this name, as JSON has it; nothing when there is none.
  std::optional<std::string_view> find(std::string_view key) const {
    for (std::size_t i = size_; i-- > 0;)
      if (entries_[i].key == key) return entries_[i].value;
    return std::nullopt;
  }

 private:
  friend Result<Metadata> metadata_of(std::span<const std::byte> bytes, std::string_view where);

  std::unique_ptr<MetadataEntry[]> entries_;
  std::unique_ptr<char[]> characters_;
  std::size_t size_ = 0;
};

/// The metadata of a safetensors file in memory; none when it has none. `where` names the file in errors:
/// bytes that are no safetensors file, an escape that JSON does not know, too little memory.
inline Result<Metadata> metadata_of(std::span<const std::byte> bytes, std::string_view where) {
  const auto file = SafetensorsView::open(bytes, where);
  if (!file) return file.error();
  std::size_t entries = 0, characters = 0;
  const auto count = [&](std::string_view key, std::string_view value) {
    ++entries;
    characters += key.size() + value.size();
    return Error();
  };
  if (Error error = file->for_each_metadata(count)) return error;
  Metadata metadata;
  metadata.entries_.reset(new (std::nothrow) MetadataEntry[entries]);
  metadata.characters_.reset(new (std::nothrow) char[characters]);
  if (!metadata.entries_ || !metadata.characters_)
    return Error(file->where(), ": no memory for its metadata of ", characters, " bytes");
  char* free = metadata.characters_.get();
  const auto text = [&free](std::string_view escaped) -> std::optional<std::string_view> {
    const auto size = read_json_string(escaped, free);
    if (!size) return std::nullopt;
    free += *size;
    return std::string_view(free - *size, *size);
  };
  const auto keep = [&](std::string_view escaped_key, std::string_view escaped_value) {
    const auto key = text(escaped_key), value = text(escaped_value);
    if (!key || !value)
      return Error(file->where(), ": the metadata '", tail_of(escaped_key),
                   "' have an escape that JSON does not know");
    metadata.entries_[metadata.size_++] = {*key, *value};
    return Error();
  };
  if (Error error = file->for_each_metadata(keep)) return error;
  return metadata;
}

}  // namespace cameo::inline CAMEO_ABI
