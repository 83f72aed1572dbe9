// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <string_view>

#include "cameo/core/abi.hpp"
#include "cameo/core/result.hpp"
#include "cameo/core/shape.hpp"
#include "cameo/core/text.hpp"
#include "cameo/io/half.hpp"
#include "cameo/io/little_endian.hpp"
#include "cameo/io/scanner.hpp"

namespace cameo::inline CAMEO_ABI {

/// An array of a .npy file in memory (NumPy's NEP 1); a view of the file's bytes.
class NpyView {
 public:
  enum class Type {
    boolean,
    int8,
    uint8,
    int16,
    uint16,
    int32,
    uint32,
    int64,
    uint64,
    float16,
    float32,
    float64
  };

  /// Reads the header: versions 1 to 3, numbers of the types above with either order of bytes, rows or
  /// columns first, at most 4 axes. `where` names the file in errors: no .npy file, another type (complex
  /// numbers, text, records, objects), fewer or more data than the shape says.
  static Result<NpyView> open(std::span<const std::byte> bytes, std::string_view where);

  Type type() const { return type_; }
  bool is_floating() const { return type_ >= Type::float16; }
  const TensorShape& shape() const { return shape_; }
  std::size_t size() const { return data_.size() / value_bytes(); }

  /// The value number `index`, rows first however the file has them. A double holds all of the types exactly
  /// but for whole numbers beyond 2^53, which are rounded. Requires index < size().
  double operator[](std::size_t index) const;

 private:
  NpyView() = default;

  static constexpr std::array<std::string_view, 12> type_codes{"b1", "i1", "u1", "i2", "u2", "i4",
                                                               "u4", "i8", "u8", "f2", "f4", "f8"};

  std::string_view code() const { return type_codes[static_cast<std::size_t>(type_)]; }
  std::size_t value_bytes() const { return static_cast<std::size_t>(code()[1] - '0'); }
  std::uint64_t bits_at(std::size_t position) const;
  std::size_t position_of(std::size_t index) const;

  Error read_header(Scanner header, std::string_view where);
  Error read_field(Scanner& header, std::size_t field, std::string_view where);
  Error read_type(Scanner& header, std::string_view where);
  Error read_shape(Scanner& header, std::string_view where);
  Error check_size(std::string_view where) const;

  Type type_ = Type::uint8;
  bool high_byte_first_ = false, columns_first_ = false;
  TensorShape shape_;
  std::span<const std::byte> data_;
};

namespace detail::npy {

inline Error expected(Scanner& header, std::string_view where, std::string_view what) {
  return Error(tail_of(where), ": byte ", header.position(), " of the header's text: expected ", what);
}

inline auto quoted(Scanner& header) {
  const auto single = header.quoted('\'');
  return single ? single : header.quoted('"');
}

}  // namespace detail::npy

inline Result<NpyView> NpyView::open(std::span<const std::byte> bytes, std::string_view where) {
  constexpr std::string_view magic = "\x93NUMPY";
  const std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  if (!text.starts_with(magic) || bytes.size() < 10)
    return Error(tail_of(where), ": is not a .npy file (it does not begin with \\x93NUMPY and a version)");
  const int version = std::to_integer<int>(bytes[6]);
  if (version < 1 || version > 3)
    return Error(tail_of(where), ": is of .npy version ", version, " (expected 1, 2 or 3)");
  const std::size_t start = version == 1 ? 10 : 12;
  if (bytes.size() < start) return Error(tail_of(where), ": is cut off in its header");
  const std::uint64_t length = little_endian(bytes.subspan(8, start - 8));
  if (length > bytes.size() - start)
    return Error(tail_of(where), ": the header is ", length, " bytes long but only ", bytes.size() - start,
                 " bytes follow (is the file cut off?)");
  NpyView array;
  array.data_ = bytes.subspan(start + static_cast<std::size_t>(length));
  const Scanner header({text.data() + start, static_cast<std::size_t>(length)});
  if (Error error = array.read_header(header, where)) return error;
  if (Error error = array.check_size(where)) return error;
  return array;
}

// {'descr': '<f8', 'fortran_order': False, 'shape': (200, 25, 25), }
inline Error NpyView::read_header(Scanner header, std::string_view where) {
  using detail::npy::expected;
  constexpr std::array<std::string_view, 3> fields{"descr", "fortran_order", "shape"};
  std::array<bool, 3> seen{};
  if (!header.accept("{")) return expected(header, where, "'{'");
  while (!header.accept("}")) {
    const auto key = detail::npy::quoted(header);
    std::size_t field = 0;
    while (field < fields.size() && key != fields[field]) ++field;
    if (field == fields.size() || seen[field])
      return expected(header, where, "'descr', 'fortran_order' and 'shape', each once");
    seen[field] = true;
    if (!header.accept(":")) return expected(header, where, "':'");
    if (Error error = read_field(header, field, where)) return error;
    if (header.accept(",")) continue;
    if (!header.accept("}")) return expected(header, where, "',' or '}'");
    break;
  }
  if (!header.at_end()) return expected(header, where, "nothing but spaces");
  for (std::size_t field = 0; field < fields.size(); ++field)
    if (!seen[field]) return Error(tail_of(where), ": the header has no '", fields[field], "'");
  return {};
}

inline Error NpyView::read_field(Scanner& header, std::size_t field, std::string_view where) {
  using detail::npy::expected;
  if (field == 2) return read_shape(header, where);
  if (field == 0) return read_type(header, where);
  columns_first_ = header.accept("True");
  return columns_first_ || header.accept("False") ? Error() : expected(header, where, "True or False");
}

// '<f4': the order of bytes (this machine's, as in NumPy, where it is neither < nor >), the kind, the bytes
// of a value.
inline Error NpyView::read_type(Scanner& header, std::string_view where) {
  const std::size_t position = header.position();
  const auto descr = detail::npy::quoted(header);
  for (std::size_t type = 0; descr && type < type_codes.size(); ++type) {
    const std::string_view order =
        descr->substr(0, descr->size() - (std::min)(descr->size(), std::size_t{2}));
    const bool known = order.empty() || order == "<" || order == ">" || order == "=" || order == "|";
    if (!known || !descr->ends_with(type_codes[type])) continue;
    type_ = static_cast<Type>(type);
    high_byte_first_ = order == ">" || (order != "<" && std::endian::native == std::endian::big);
    return {};
  }
  return Error(tail_of(where), ": byte ", position, " of the header's text: the type is ",
               descr ? tail_of(*descr) : "a record",
               ", but only b1, i1 to i8, u1 to u8 and f2 to f8 are read");
}

inline Error NpyView::read_shape(Scanner& header, std::string_view where) {
  using detail::npy::expected;
  if (!header.accept("(")) return expected(header, where, "'(' and the array's sizes");
  while (!header.accept(")")) {
    if (shape_.rank == 4) return expected(header, where, "')' after at most 4 sizes");
    const auto size = header.number();
    if (!size || *size > std::uint64_t{(std::numeric_limits<int>::max)()})
      return expected(header, where, "a size from 0 to 2147483647");
    shape_.sizes[static_cast<std::size_t>(shape_.rank++)] = static_cast<int>(*size);
    header.accept("L");  // of Python 2
    if (header.accept(",")) continue;
    if (!header.accept(")") || shape_.rank == 1) return expected(header, where, "',' or ')'");
    break;
  }
  return {};
}

inline Error NpyView::check_size(std::string_view where) const {
  std::size_t bytes = value_bytes();
  for (const int size : shape_.sizes) {
    // A product past the file's end cannot overflow the next one: it is cut to one byte more than the file.
    const auto factor = static_cast<std::size_t>(size);
    bytes = factor != 0 && bytes > data_.size() / factor ? data_.size() + 1 : bytes * factor;
  }
  if (bytes == data_.size()) return {};
  if (bytes > data_.size())
    return Error(tail_of(where), ": holds ", data_.size(), " bytes of data, fewer than its shape says");
  return Error(tail_of(where), ": holds ", data_.size(), " bytes of data but its shape says ", bytes);
}

inline std::uint64_t NpyView::bits_at(std::size_t position) const {
  const auto bytes = data_.subspan(position * value_bytes(), value_bytes());
  if (!high_byte_first_) return little_endian(bytes);
  std::uint64_t bits = 0;
  for (const std::byte byte : bytes) bits = bits << 8 | std::to_integer<std::uint64_t>(byte);
  return bits;
}

// Columns first: the first axis is the fastest in the file.
inline std::size_t NpyView::position_of(std::size_t index) const {
  if (!columns_first_) return index;
  std::size_t position = 0, stride = shape_.size();
  for (std::size_t axis = static_cast<std::size_t>(shape_.rank); axis-- > 0;) {
    const auto size = static_cast<std::size_t>(shape_.sizes[axis]);
    stride /= size;
    position += index % size * stride;
    index /= size;
  }
  return position;
}

inline double NpyView::operator[](std::size_t index) const {
  const std::uint64_t bits = bits_at(position_of(index));
  if (type_ == Type::boolean) return bits != 0;
  if (type_ == Type::float16) return static_cast<double>(float_of_half(static_cast<std::uint16_t>(bits)));
  if (type_ == Type::float32)
    return static_cast<double>(std::bit_cast<float>(static_cast<std::uint32_t>(bits)));
  if (type_ == Type::float64) return std::bit_cast<double>(bits);
  if (code()[0] == 'u') return static_cast<double>(bits);
  const int unused = 64 - 8 * static_cast<int>(value_bytes());
  return static_cast<double>(static_cast<std::int64_t>(bits << unused) >> unused);
}

}  // namespace cameo::inline CAMEO_ABI
