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
#include "cameo/core/text.hpp"
#include "cameo/io/little_endian.hpp"
#include "cameo/io/scanner.hpp"

namespace cameo::inline CAMEO_ABI {

/// A tensor as the header of a safetensors file describes it.
struct FileTensor {
  std::string_view name;
  std::string_view type;  ///< "F32", "F16", "I64", ...
  TensorShape shape;
  std::uint64_t begin = 0, end = 0;  ///< in the file's data
};

/// Of a safetensors file, in bytes, as in the reference implementation.
inline constexpr std::size_t longest_header = 100'000'000;

/// A safetensors file in memory: 8 bytes of header length (lowest first), a JSON header, the tensors' data.
///
/// The header is walked anew by each for_each and nothing is stored, so there is no limit on the number of
/// tensors and no allocation. Read is what the format allows and no other JSON: tensors with dtype, shape (at
/// most 4 axes) and data_offsets in any order, and one __metadata__ of strings. Tensors with a key twice, a
/// name beyond printable ASCII or with escapes, or data past the file's end are refused.
class SafetensorsView {
 public:
  /// `where` names the file in errors. Both spans are looked at as long as the view lives.
  static Result<SafetensorsView> open(std::span<const std::byte> bytes, std::string_view where) {
    where = tail_of(where);
    if (bytes.size() < 8)
      return Error(where, ": ", bytes.size(), " bytes are too few for a safetensors file (at least 10)");
    const std::uint64_t length = little_endian(bytes.first(8));
    if (length > longest_header)
      return Error(where, ": the header would be ", length, " bytes long, which is past the limit of ",
                   longest_header, " (is this a safetensors file?)");
    if (length > bytes.size() - 8)
      return Error(where, ": the header is ", length, " bytes long but only ", bytes.size() - 8,
                   " bytes follow (is the file cut off?)");
    SafetensorsView view(bytes, static_cast<std::size_t>(length), where);
    if (length == 0 || bytes[8] != std::byte{'{'})
      return Error(where, ": the header does not begin with '{'");
    return view;
  }

  constexpr std::string_view where() const { return where_; }
  constexpr std::span<const std::byte> data() const { return data_; }

  /// The bytes of a tensor that for_each gave.
  std::span<const std::byte> data_of(const FileTensor& tensor) const {
    return data_.subspan(tensor.begin, tensor.end - tensor.begin);
  }

  /// Calls visit(stored tensor), which returns an Error, until one of them is not empty. Returns that error,
  /// or what is wrong with the header, or success.
  template <class Visit>
  Error for_each(Visit&& visit) const {
    return walk(visit, [](std::string_view, std::string_view) { return Error(); });
  }

  /// The same with the strings of __metadata__: visit(key, value), their escapes left as they are.
  template <class Visit>
  Error for_each_metadata(Visit&& visit) const {
    return walk([](const FileTensor&) { return Error(); }, visit);
  }

  /// True for what a tensor may be called: printable ASCII without quotes and backslashes.
  static constexpr bool is_name(std::string_view name) {
    for (char c : name)
      if (c < ' ' || c > '~' || c == '"' || c == '\\') return false;
    return !name.empty();
  }

 private:
  SafetensorsView(std::span<const std::byte> bytes, std::size_t header, std::string_view where)
      : header_(reinterpret_cast<const char*>(bytes.data()) + 8, header),
        data_(bytes.subspan(8 + header)),
        where_(where) {
    // The spaces that align the data, which may be many, are walked once.
    while (header_.ends_with(' ')) header_.remove_suffix(1);
  }

  template <class VisitTensor, class VisitMetadata>
  Error walk(VisitTensor&& visit_tensor, VisitMetadata&& visit_metadata) const {
    Scanner header(header_);
    bool metadata = false;
    if (!header.accept("{")) return expected(header, "'{'");
    if (!header.accept("}")) {
      do {
        FileTensor tensor;
        if (Error error = read_name(header, tensor.name)) return error;
        if (tensor.name == "__metadata__") {
          if (metadata) return Error(where_, ": '__metadata__' stands twice in the header");
          metadata = true;
          if (Error error = read_metadata(header, visit_metadata)) return error;
        } else {
          if (Error error = read_tensor(header, tensor)) return error;
          if (Error error = visit_tensor(tensor)) return error;
        }
      } while (header.accept(","));
      if (!header.accept("}")) return expected(header, "',' or '}'");
    }
    return header.at_end() ? Error() : expected(header, "nothing but spaces");
  }

  Error expected(Scanner& header, std::string_view what) const {
    return Error(where_, ": byte ", 8 + header.position(), ", in the header: expected ", what);
  }

  Error read_name(Scanner& header, std::string_view& name) const {
    const auto quoted = header.quoted('"');
    if (!quoted) return expected(header, "a name in double quotes");
    if (!header.accept(":")) return expected(header, "':'");
    if (!is_name(*quoted))
      return expected(header, "a name of printable ASCII without escapes before this value");
    name = *quoted;
    return {};
  }

  template <class Visit>
  Error read_metadata(Scanner& header, Visit&& visit) const {
    if (header.accept("null")) return {};
    if (!header.accept("{")) return expected(header, "'{' and the metadata's strings");
    if (header.accept("}")) return {};
    do {
      const auto key = header.quoted('"');
      if (!key) return expected(header, "a metadata name in double quotes");
      if (!header.accept(":")) return expected(header, "':'");
      const auto value = header.quoted('"');
      if (!value) return expected(header, "a metadata value in double quotes");
      if (Error error = visit(*key, *value)) return error;
    } while (header.accept(","));
    return header.accept("}") ? Error() : expected(header, "',' or '}'");
  }

  Error read_tensor(Scanner& header, FileTensor& tensor) const {
    constexpr std::array<std::string_view, 3> fields{"dtype", "shape", "data_offsets"};
    std::array<bool, 3> seen{};
    if (!header.accept("{")) return expected(header, "'{' and the tensor's dtype, shape and data_offsets");
    do {
      std::string_view key;
      if (Error error = read_name(header, key)) return error;
      std::size_t field = 0;
      while (field < fields.size() && fields[field] != key) ++field;
      if (field == fields.size())
        return Error(where_, ": '", tail_of(tensor.name), "' has a field '", tail_of(key),
                     "' (expected dtype, shape and data_offsets)");
      if (seen[field]) return Error(where_, ": '", tail_of(tensor.name), "' has ", key, " twice");
      seen[field] = true;
      if (Error error = read_field(header, field, tensor)) return error;
    } while (header.accept(","));
    if (!header.accept("}")) return expected(header, "',' or '}'");
    for (std::size_t field = 0; field < fields.size(); ++field)
      if (!seen[field]) return Error(where_, ": '", tail_of(tensor.name), "' has no ", fields[field]);
    if (tensor.begin > tensor.end || tensor.end > data_.size())
      return Error(where_, ": '", tail_of(tensor.name), "' is said to be bytes ", tensor.begin, " to ",
                   tensor.end, " of the data, which has ", data_.size(), " bytes");
    return {};
  }

  Error read_field(Scanner& header, std::size_t field, FileTensor& tensor) const {
    if (field == 0) {
      const auto type = header.quoted('"');
      if (!type || !is_name(*type)) return expected(header, "a data type in double quotes");
      tensor.type = *type;
      return {};
    }
    std::array<std::uint64_t, 4> numbers{};
    std::size_t count = 0;
    if (Error error = read_numbers(header, numbers, count)) return error;
    if (field == 2) {
      if (count != 2) return expected(header, "two data_offsets before this");
      tensor.begin = numbers[0];
      tensor.end = numbers[1];
      return {};
    }
    tensor.shape.rank = static_cast<int>(count);
    for (std::size_t axis = 0; axis < count; ++axis) {
      if (numbers[axis] > std::uint64_t{(std::numeric_limits<int>::max)()})
        return expected(header, "sizes below 2147483648 before this");
      tensor.shape.sizes[axis] = static_cast<int>(numbers[axis]);
    }
    return {};
  }

  Error read_numbers(Scanner& header, std::array<std::uint64_t, 4>& numbers, std::size_t& count) const {
    if (!header.accept("[")) return expected(header, "'['");
    if (header.accept("]")) return {};
    do {
      if (count == numbers.size()) return expected(header, "']' after at most 4 numbers");
      const auto number = header.number();
      if (!number) return expected(header, "a whole number from 0 to 2^64 - 1");
      numbers[count++] = *number;
    } while (header.accept(","));
    return header.accept("]") ? Error() : expected(header, "',' or ']'");
  }

  std::string_view header_;
  std::span<const std::byte> data_;
  std::string_view where_;
};

}  // namespace cameo::inline CAMEO_ABI
