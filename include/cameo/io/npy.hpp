// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <string_view>

#include "cameo/core/abi.hpp"
#include "cameo/core/result.hpp"
#include "cameo/core/shape.hpp"
#include "cameo/io/little_endian.hpp"
#include "cameo/io/scanner.hpp"
#include "cameo/io/tail_of.hpp"

namespace cameo::inline CAMEO_ABI {

/// An array of a .npy file in memory, rows first; a view of the file's bytes.
class NpyView {
 public:
  enum class Type { uint8, float32, float64 };

  /// Reads the header: versions 1 to 3, |u1, <f4 and <f8, C order, at most 4 axes (NumPy's NEP 1). `where`
  /// names the file in errors: no .npy file, another type or order, fewer or more data than the shape says.
  static Result<NpyView> open(std::span<const std::byte> bytes, std::string_view where);

  Type type() const { return type_; }
  const TensorShape& shape() const { return shape_; }
  std::size_t size() const { return data_.size() / bytes_of(type_); }
  std::span<const std::byte> data() const { return data_; }  ///< may be unaligned

  /// The value number `index`, rows first; a double holds each of the three types exactly. Requires
  /// index < size().
  double operator[](std::size_t index) const {
    if (type_ == Type::uint8) return std::to_integer<int>(data_[index]);
    return type_ == Type::float32 ? double{at<float>(index)} : at<double>(index);
  }

 private:
  NpyView() = default;

  static constexpr std::size_t bytes_of(Type type) {
    return type == Type::uint8 ? 1 : type == Type::float32 ? 4 : 8;
  }

  template <class T>
  T at(std::size_t index) const {
    return detail::read_number<T>(data_.data() + index * sizeof(T));
  }

  Error read_header(Scanner header, std::string_view where);
  Error read_field(Scanner& header, std::size_t field, std::string_view where);
  Error read_shape(Scanner& header, std::string_view where);
  Error check_size(std::string_view where) const;

  Type type_ = Type::uint8;
  TensorShape shape_;
  std::span<const std::byte> data_;
};

namespace npy_detail {

inline Error expected(Scanner& header, std::string_view where, std::string_view what) {
  return Error(tail_of(where), ": byte ", header.position(), " of the header's text: expected ", what);
}

inline auto quoted(Scanner& header) {
  const auto single = header.quoted('\'');
  return single ? single : header.quoted('"');
}

}  // namespace npy_detail

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
  using npy_detail::expected;
  constexpr std::array<std::string_view, 3> fields{"descr", "fortran_order", "shape"};
  std::array<bool, 3> seen{};
  if (!header.accept("{")) return expected(header, where, "'{'");
  while (!header.accept("}")) {
    const auto key = npy_detail::quoted(header);
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
  using npy_detail::expected;
  if (field == 2) return read_shape(header, where);
  if (field == 1) {
    if (header.accept("False")) return {};
    return expected(header, where, "False: only C order, rows first, is read");
  }
  constexpr std::array<std::string_view, 3> types{"|u1", "<f4", "<f8"};
  const std::size_t position = header.position();
  const auto descr = npy_detail::quoted(header);
  for (std::size_t type = 0; type < types.size(); ++type)
    if (descr == types[type]) {
      type_ = static_cast<Type>(type);
      return {};
    }
  return Error(tail_of(where), ": byte ", position,
               " of the header's text: expected the type '|u1', '<f4' or '<f8' (no other is read)");
}

// (), (3,), (3, 4) or (3, 4,)
inline Error NpyView::read_shape(Scanner& header, std::string_view where) {
  using npy_detail::expected;
  if (!header.accept("(")) return expected(header, where, "'(' and the array's sizes");
  while (!header.accept(")")) {
    if (shape_.rank == 4) return expected(header, where, "')' after at most 4 sizes");
    const auto size = header.number();
    if (!size || *size > std::uint64_t{std::numeric_limits<int>::max()})
      return expected(header, where, "a size from 0 to 2147483647");
    shape_.sizes[static_cast<std::size_t>(shape_.rank++)] = static_cast<int>(*size);
    if (header.accept(",")) continue;
    if (!header.accept(")") || shape_.rank == 1) return expected(header, where, "',' or ')'");
    break;
  }
  return {};
}

inline Error NpyView::check_size(std::string_view where) const {
  std::size_t bytes = bytes_of(type_);
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

}  // namespace cameo::inline CAMEO_ABI
