// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>
#include <span>
#include <string_view>
#include <utility>

#include "cameo/core/abi.hpp"
#include "cameo/core/result.hpp"
#include "cameo/core/shape.hpp"
#include "cameo/core/text.hpp"
#include "cameo/io/half.hpp"
#include "cameo/io/json_string.hpp"
#include "cameo/io/little_endian.hpp"
#include "cameo/io/metadata.hpp"
#include "cameo/io/safetensors_view.hpp"

// TensorSet from and to bytes in memory, in the safetensors format that Python's safetensors reads and
// writes. `TensorSet` below is Parameters<Net>, or anything whose for_each(f) calls f(name, shape, values)
// for each tensor: std::string_view, TensorShape, and std::span<float>, or std::span<const float> where it is
// const.
//
// F32, F16, BF16 and F64 are read, F32 is written. No allocation, so the header is walked several times: once
// more for each 64 tensors, and for each one whose data lie before those of the one before it in the header.

namespace cameo::inline CAMEO_ABI {

namespace detail::safetensors {

constexpr Text shape_text(const TensorShape& shape) {
  Text text("(");
  std::string_view comma;
  for (const int size : shape) {
    text.append(std::exchange(comma, ", "));
    text.append(size);
  }
  text.append(")");
  return text;
}

// Sizes past the rank do not count.
constexpr bool same_shape(const TensorShape& a, const TensorShape& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end());
}

// What weights.for_each gives until visit(name, shape, values) returns an error; that error.
template <class TensorSet, class Visit>
Error first_error(const TensorSet& weights, Visit&& visit) {
  Error first;
  weights.for_each([&](std::string_view name, TensorShape shape, std::span<const float> values) {
    if (!first) first = visit(name, shape, values);
  });
  return first;
}

// A header may be long: one walk over it counts so many tensors.
constexpr std::size_t tensors_of_a_walk = 64;

// How often the network's tensors from the `first` one on are in the file. Requires a header that has been
// walked without an error, as do all that walk it below.
template <class TensorSet>
std::array<int, tensors_of_a_walk> counts_in_file(const SafetensorsView& file, const TensorSet& weights,
                                                  std::size_t first) {
  std::array<int, tensors_of_a_walk> counts{};
  (void)file.for_each([&](const FileTensor& tensor) {
    std::size_t index = 0;
    weights.for_each([&](std::string_view name, TensorShape, std::span<const float>) {
      if (index >= first && index - first < counts.size()) counts[index - first] += name == tensor.name;
      ++index;
    });
    return Error();
  });
  return counts;
}

// Bytes of a value; 0 for a type that is not read.
constexpr std::size_t value_bytes(std::string_view type) {
  return type == "F32" ? 4 : type == "F16" || type == "BF16" ? 2 : type == "F64" ? 8 : 0;
}

// Infinite where a double is larger than every float.
inline float float_of_double(double value) {
  constexpr auto largest = static_cast<double>((std::numeric_limits<float>::max)());
  if (value > largest || value < -largest) return std::numeric_limits<float>::infinity();
  return static_cast<float>(value);
}

// take(index, value) for each Number of the data as a float.
template <class Number, class Convert, class Take>
void for_each_number(std::span<const std::byte> data, Convert&& to_float, Take&& take) {
  for (std::size_t i = 0; i < data.size() / sizeof(Number); ++i)
    take(i, to_float(detail::read_number<Number>(data.data() + i * sizeof(Number))));
}

// The tensor's values as floats: take(index, value).
template <class Take>
void for_each_value(const SafetensorsView& file, const FileTensor& tensor, Take&& take) {
  const std::span<const std::byte> data = file.data_of(tensor);
  if (tensor.type == "F32")
    return for_each_number<float>(
        data, [](float value) { return value; }, take);
  if (tensor.type == "F16") return for_each_number<std::uint16_t>(data, float_of_half, take);
  if (tensor.type == "BF16") return for_each_number<std::uint16_t>(data, float_of_bfloat, take);
  for_each_number<double>(data, float_of_double, take);
}

template <class TensorSet>
Error check_stored(const SafetensorsView& file, const FileTensor& tensor, const TensorSet& weights) {
  bool known = false;
  const auto check = [&](std::string_view name, TensorShape shape, std::span<const float> values) -> Error {
    if (name != tensor.name) return {};
    known = true;
    const std::size_t size = value_bytes(tensor.type);
    if (size == 0)
      return Error(file.where(), ": '", name, "' is ", tail_of(tensor.type),
                   " in the file; only F32, F16, BF16 and F64 are read");
    if (!same_shape(tensor.shape, shape))
      return Error(file.where(), ": '", name, "' is ", shape_text(tensor.shape), " in the file but ",
                   shape_text(shape), " in the network");
    if (tensor.end - tensor.begin != values.size() * size)
      return Error(file.where(), ": '", name, "' has ", tensor.end - tensor.begin, " bytes in the file but ",
                   shape_text(shape), " values of ", tensor.type, " are ", values.size() * size);
    return {};
  };
  if (Error error = first_error(weights, check)) return error;
  return known ? Error()
               : Error(file.where(), ": '", tail_of(tensor.name), "' is in the file but not in the network");
}

// Each tensor of the network once. The others have been refused before.
template <class TensorSet>
Error check_complete(const SafetensorsView& file, const TensorSet& weights) {
  std::array<int, tensors_of_a_walk> counts{};
  std::size_t index = 0;
  return first_error(weights, [&](std::string_view name, TensorShape, std::span<const float>) {
    if (index % counts.size() == 0) counts = counts_in_file(file, weights, index);
    const int count = counts[index++ % counts.size()];
    if (count == 0) return Error(file.where(), ": '", name, "' is in the network but not in the file");
    return count == 1 ? Error() : Error(file.where(), ": '", name, "' is in the file ", count, " times");
  });
}

// The tensors, each of the right size, follow one another without gap or overlap from the first byte to the
// last. One walk is enough where they stand in this order, as all writers have them.
inline Error check_layout(const SafetensorsView& file) {
  std::uint64_t position = 0;
  while (position < file.data().size()) {
    const std::uint64_t before = position;
    (void)file.for_each([&](const FileTensor& tensor) {
      if (tensor.begin == position) position = tensor.end;
      return Error();
    });
    if (position == before)
      return Error(file.where(), ": no tensor begins at byte ", position, " of ", file.data().size(),
                   " data bytes (tensors may not overlap or leave gaps)");
  }
  return {};
}

inline Error check_size(const SafetensorsView& file) {
  std::uint64_t bytes = 0;
  (void)file.for_each([&](const FileTensor& tensor) {
    bytes += tensor.end - tensor.begin;
    return Error();
  });
  if (bytes == file.data().size()) return {};
  return Error(file.where(), ": the file holds ", file.data().size(), " bytes of data but its tensors' are ",
               bytes);
}

inline Error check_finite(const SafetensorsView& file) {
  return file.for_each([&](const FileTensor& tensor) {
    bool all_finite = true;
    for_each_value(file, tensor, [&](std::size_t, float value) { all_finite &= std::isfinite(value); });
    if (all_finite) return Error();
    Error error;
    for_each_value(file, tensor, [&](std::size_t index, float value) {
      if (!error && !std::isfinite(value))
        error = Error(file.where(), ": '", tensor.name, "' is NaN or infinite at index ", index);
    });
    return error;
  });
}

// Whether the file has just the weights' tensors, without a fault.
template <class TensorSet>
Error check_file(const SafetensorsView& file, const TensorSet& weights) {
  if (Error error = file.for_each([&](const FileTensor& t) { return check_stored(file, t, weights); }))
    return error;
  if (Error error = check_complete(file, weights)) return error;
  if (Error error = check_size(file)) return error;
  if (Error error = check_layout(file)) return error;
  return check_finite(file);
}

template <class TensorSet>
void copy_values(const SafetensorsView& file, TensorSet& weights) {
  (void)file.for_each([&](const FileTensor& tensor) {
    weights.for_each([&](std::string_view name, TensorShape, std::span<float> values) {
      if (name == tensor.name)
        for_each_value(file, tensor, [&](std::size_t index, float value) { values[index] = value; });
    });
    return Error();
  });
}

// The metadata as pieces of text: sink(std::string_view).
template <class Sink>
constexpr void write_metadata(std::span<const MetadataEntry> metadata, Sink&& sink) {
  std::string_view before = "{\"";
  for (const MetadataEntry& entry : metadata) {
    sink(std::exchange(before, ",\""));
    write_json_string(entry.key, sink);
    sink("\":\"");
    write_json_string(entry.value, sink);
    sink("\"");
  }
  sink("}");
}

// The header as pieces of text: sink(std::string_view).
template <class TensorSet, class Sink>
constexpr void write_header(const TensorSet& weights, std::span<const MetadataEntry> metadata, Sink&& sink) {
  std::size_t offset = 0;
  std::string_view before = "{\"";
  if (!metadata.empty()) {
    sink(std::exchange(before, ",\""));
    sink("__metadata__\":");
    write_metadata(metadata, sink);
  }
  weights.for_each([&](std::string_view name, TensorShape shape, std::span<const float> values) {
    sink(std::exchange(before, ",\""));
    sink(name);
    sink("\":{\"dtype\":\"F32\",\"shape\":[");
    std::string_view comma;
    for (const int size : shape) sink(Text(std::exchange(comma, ","), size).view());
    sink(Text("],\"data_offsets\":[", offset, ",", offset + values.size_bytes(), "]}").view());
    offset += values.size_bytes();
  });
  sink(before.front() == '{' ? "{}" : "}");
}

// With the spaces that make the data begin at a multiple of 8.
template <class TensorSet>
constexpr std::size_t header_size(const TensorSet& weights, std::span<const MetadataEntry> metadata) {
  std::size_t size = 0;
  write_header(weights, metadata, [&](std::string_view text) { size += text.size(); });
  return (size + 7) / 8 * 8;
}

// The whole file as pieces: sink(std::span<const std::byte>).
template <class TensorSet, class Sink>
void write_pieces(const TensorSet& weights, std::span<const MetadataEntry> metadata, Sink&& sink) {
  const std::uint64_t length = header_size(weights, metadata);
  std::size_t padding = length;
  detail::write_numbers(std::span(&length, 1), sink);
  write_header(weights, metadata, [&](std::string_view text) {
    padding -= text.size();
    sink(std::as_bytes(std::span(text)));
  });
  constexpr std::string_view spaces = "       ";
  sink(std::as_bytes(std::span(spaces).first(padding)));
  weights.for_each([&](std::string_view, TensorShape, std::span<const float> values) {
    detail::write_numbers(values, sink);
  });
}

inline Error check_metadata(std::span<const MetadataEntry> metadata) {
  for (std::size_t i = 0; i < metadata.size(); ++i)
    for (const MetadataEntry& earlier : metadata.first(i))
      if (earlier.key == metadata[i].key)
        return Error("the metadata have '", tail_of(earlier.key), "' twice, but each name has one value");
  return {};
}

// What load_weights would refuse is not written either, so that a good file is never replaced by a bad one.
template <class TensorSet>
Error check_storable(const TensorSet& weights, std::span<const MetadataEntry> metadata) {
  if (Error error = check_metadata(metadata)) return error;
  return first_error(weights, [&](std::string_view name, TensorShape, std::span<const float> values) {
    if (!SafetensorsView::is_name(name) || name == "__metadata__")
      return Error("'", tail_of(name), "' cannot be the name of a tensor in a safetensors file");
    for (std::size_t i = 0; i < values.size(); ++i)
      if (!std::isfinite(values[i])) return Error("'", name, "' is NaN or infinite at index ", i);
    return Error();
  });
}

}  // namespace detail::safetensors

/// Reads a safetensors file in memory into the weights; `where` names the file in errors.
///
/// F16 and BF16 become the float of the same value, F64 the nearest one. Everything is checked first: after
/// an error the weights are as they were. Errors: bytes that are no safetensors file or are cut off; a tensor
/// that is missing, unknown, there twice, of another type, shape or size; data that overlap or leave gaps;
/// NaN, infinities, doubles beyond every float.
template <class TensorSet>
Error load_weights(std::span<const std::byte> bytes, std::string_view where, TensorSet& weights) {
  const auto file = SafetensorsView::open(bytes, where);
  if (!file) return file.error();
  if (Error error = detail::safetensors::check_file(*file, weights)) return error;
  detail::safetensors::copy_values(*file, weights);
  return {};
}

/// How many bytes write_weights fills.
template <class TensorSet>
constexpr std::size_t weights_size(const TensorSet& weights, std::span<const MetadataEntry> metadata = {}) {
  std::size_t size = 8 + detail::safetensors::header_size(weights, metadata);
  weights.for_each(
      [&](std::string_view, TensorShape, std::span<const float> values) { size += values.size_bytes(); });
  return size;
}

/// Writes the weights, and the metadata before them, as a safetensors file into the first
/// weights_size(weights, metadata) bytes of `out`. Errors: `out` is too small, NaN and infinities, metadata
/// with a name twice; nothing is written then.
template <class TensorSet>
Error write_weights(const TensorSet& weights, std::span<std::byte> out,
                    std::span<const MetadataEntry> metadata = {}) {
  if (out.size() < weights_size(weights, metadata))
    return Error("the weights take ", weights_size(weights, metadata), " bytes but there is room for ",
                 out.size());
  if (Error error = detail::safetensors::check_storable(weights, metadata)) return error;
  std::size_t position = 0;
  detail::safetensors::write_pieces(weights, metadata, [&](std::span<const std::byte> piece) {
    if (!piece.empty()) std::memcpy(out.data() + position, piece.data(), piece.size());
    position += piece.size();
  });
  return {};
}

}  // namespace cameo::inline CAMEO_ABI
