// SPDX-License-Identifier: MIT
#include "cameo/io/npy.hpp"

#include <array>
#include <string>

#include "catch.hpp"
#include "io/tiny_weights.hpp"

using cameo::NpyView;
using cameo_test::Bytes;
using cameo_test::contains;

namespace npy_test {

std::string complaint(const Bytes& bytes) {
  const auto array = NpyView::open(bytes, "a.npy");
  return array ? "" : std::string(array.error().message());
}

// A .npy file of version `version` with this header and data.
Bytes npy(const std::string& header, std::string_view data, int version = 1) {
  std::string file("\x93NUMPY");
  file += static_cast<char>(version);
  file += '\0';
  const std::size_t length = header.size();
  for (int byte = 0; byte < (version == 1 ? 2 : 4); ++byte) file += static_cast<char>(length >> (8 * byte));
  return cameo_test::bytes_of(file + header + std::string(data));
}

std::string dictionary(const std::string& descr, const std::string& shape) {
  return "{'descr': '" + descr + "', 'fortran_order': False, 'shape': " + shape + ", }   \n";
}

template <class T>
std::string raw(std::initializer_list<T> values) {
  return {reinterpret_cast<const char*>(values.begin()), sizeof(T) * values.size()};
}

TEST_CASE("Arrays of the three types are read, in the three versions") {
  const int version = GENERATE(1, 2, 3);
  const auto check = [&](const Bytes& bytes, NpyView::Type type, std::array<double, 6> values) {
    const auto array = NpyView::open(bytes, "a.npy");
    REQUIRE(array);
    CHECK(array->type() == type);
    CHECK(array->shape() == cameo::TensorShape{{2, 3, 1, 1}, 2});
    REQUIRE(array->size() == 6);
    for (std::size_t i = 0; i < 6; ++i) CHECK((*array)[i] == values[i]);
  };
  check(npy(dictionary("|u1", "(2, 3)"), raw<unsigned char>({0, 1, 127, 128, 254, 255}), version),
        NpyView::Type::uint8, {0, 1, 127, 128, 254, 255});
  check(npy(dictionary("<f4", "(2, 3)"), raw({0.1f, -1.0f, 0.0f, 1e-40f, 1e30f, 5.0f}), version),
        NpyView::Type::float32, {double{0.1f}, -1, 0, double{1e-40f}, double{1e30f}, 5});
  check(npy(dictionary("<f8", "(2, 3)"), raw({0.1, -1.0, 0.0, 1e-300, 1e300, 5.0}), version),
        NpyView::Type::float64, {0.1, -1, 0, 1e-300, 1e300, 5});
}

TEST_CASE("Numbers of all types, either byte first") {
  const auto first = [](const std::string& descr, std::string_view data) {
    const Bytes bytes = npy(dictionary(descr, "(1,)"), data);
    const auto array = NpyView::open(bytes, "a.npy");
    INFO(array.error().message());
    REQUIRE(array);
    return (*array)[0];
  };
  using namespace std::literals;
  CHECK(first("|b1", "\1"sv) == 1);
  CHECK(first("|i1", "\xFE"sv) == -2);
  CHECK(first("<i2", "\xFE\xFF"sv) == -2);
  CHECK(first(">i2", "\x01\x02"sv) == 258);
  CHECK(first(">u2", "\xFF\xFE"sv) == 65534);
  CHECK(first("<i4", "\xFE\xFF\xFF\xFF"sv) == -2);
  CHECK(first(">u4", "\xFF\xFF\xFF\xFE"sv) == 4294967294.0);
  CHECK(first("<i8", "\x07\0\0\0\0\0\0\x80"sv) == -9223372036854775808.0);
  CHECK(first(">u8", "\0\0\0\0\0\0\x01\0"sv) == 256);
  CHECK(first("<f2", "\0\x3E"sv) == 1.5);
  CHECK(first(">f4", "\x3F\xC0\0\0"sv) == 1.5);
  CHECK(first(">f8", "\x3F\xF8\0\0\0\0\0\0"sv) == 1.5);
  const float own = 1.5f;  // as this machine has it
  for (const char* descr : {"f4", "=f4", "|f4"})
    CHECK(first(descr, {reinterpret_cast<const char*>(&own), sizeof own}) == 1.5);
}

TEST_CASE("Columns first in the file are rows first here") {
  const std::string header = "{'descr': '|u1', 'fortran_order': True, 'shape': (2, 3, 2L), }";
  const Bytes bytes = npy(header, "agciekbhdjfl");
  const auto array = NpyView::open(bytes, "a.npy");
  REQUIRE(array);
  std::string rows;
  for (std::size_t i = 0; i < array->size(); ++i) rows += static_cast<char>((*array)[i]);
  CHECK(rows == "abcdefghijkl");
}

TEST_CASE("Headers are Python dictionaries in any order, with either quote") {
  const auto shape_of = [](const std::string& header, std::string_view data) {
    const auto array = NpyView::open(npy(header, data), "a.npy");
    CHECK(array);
    return array ? array->shape() : cameo::TensorShape();
  };
  CHECK(shape_of("{\"shape\":(3,),\"fortran_order\":False,\"descr\":\"|u1\"}", "abc").rank == 1);
  CHECK(shape_of(dictionary("|u1", "()"), "a").rank == 0);
  CHECK(shape_of(dictionary("|u1", "(0,)"), "").size() == 0);
  CHECK(shape_of(dictionary("|u1", "(2147483647, 2147483647, 2147483647, 0)"), "").rank == 4);
  CHECK(shape_of(dictionary("|u1", "(1, 3,)"), "abc").sizes[1] == 3);
}

TEST_CASE("Every fault of a .npy file has its sentence") {
  CHECK_THAT(complaint({}), contains("a.npy: is not a .npy file"));
  CHECK_THAT(complaint(cameo_test::bytes_of("PK\x03\x04 and so on")), contains("a.npy: is not a .npy file"));
  CHECK(complaint(npy("{}", "", 4)) == "a.npy: is of .npy version 4 (expected 1, 2 or 3)");
  CHECK(complaint(cameo_test::bytes_of(std::string("\x93NUMPY\2\0\1\0", 10))) ==
        "a.npy: is cut off in its header");
  CHECK(complaint(cameo_test::bytes_of(std::string("\x93NUMPY\1\0\6\0{}", 12))) ==
        "a.npy: the header is 6 bytes long but only 2 bytes follow (is the file cut off?)");

  struct Fault {
    const char *header, *sentence;
  };
  const Fault fault = GENERATE(
      Fault{"", "byte 0 of the header's text: expected '{'"},
      Fault{"{", "expected 'descr', 'fortran_order' and 'shape', each once"},
      Fault{"{'size': 1}",
            "byte 7 of the header's text: expected 'descr', 'fortran_order' and 'shape', each once"},
      Fault{"{'descr': '|u1', 'descr': '|u1'}", "expected 'descr', 'fortran_order' and 'shape', each once"},
      Fault{"{'descr' '|u1'}", "expected ':'"},
      Fault{
          "{'descr': '<c8'}",
          "byte 10 of the header's text: the type is <c8, but only b1, i1 to i8, u1 to u8 and f2 to f8 are"},
      Fault{"{'descr': '|O'}", "the type is |O, but only"}, Fault{"{'descr': '<i16'}", "the type is <i16"},
      Fault{"{'descr': '<>i4'}", "the type is <>i4"}, Fault{"{'descr': '4'}", "the type is 4"},
      Fault{"{'descr': [('a', '|u1')]}", "the type is a record, but only b1, i1 to i8,"},
      Fault{"{'descr': '|u1' 'shape'", "expected ',' or '}'"},
      Fault{"{'descr': '|u1'", "expected ',' or '}'"},
      Fault{"{'fortran_order': 1}", "expected True or False"},
      Fault{"{'shape': 3}", "expected '(' and the array's sizes"},
      Fault{"{'shape': (3)}", "expected ',' or ')'"}, Fault{"{'shape': (3 3)}", "expected ',' or ')'"},
      Fault{"{'shape': (-3,)}", "expected a size from 0 to 2147483647"},
      Fault{"{'shape': (2147483648,)}", "expected a size from 0 to 2147483647"},
      Fault{"{'shape': (1,1,1,1,1)}", "expected ')' after at most 4 sizes"},
      Fault{"{'shape': (", "expected a size from 0 to 2147483647"},
      Fault{"{'descr': '|u1'}", "a.npy: the header has no 'fortran_order'"},
      Fault{"{'descr': '|u1', 'fortran_order': False}", "a.npy: the header has no 'shape'"},
      Fault{"{'fortran_order': False, 'shape': ()}", "a.npy: the header has no 'descr'"},
      Fault{"{'descr': '|u1', 'fortran_order': False, 'shape': ()} x", "expected nothing but spaces"});
  CAPTURE(fault.header);
  CHECK_THAT(complaint(npy(fault.header, "")), contains(fault.sentence));
}

TEST_CASE("Data and shape must agree") {
  CHECK(complaint(npy(dictionary("<f4", "(2,)"), "1234567")) ==
        "a.npy: holds 7 bytes of data, fewer than its shape says");
  CHECK(complaint(npy(dictionary("<f4", "(2,)"), "123456789")) ==
        "a.npy: holds 9 bytes of data but its shape says 8");
  // 2^64 and 2^64 + 8 bytes, as 8 byte numbers
  for (const char* shape :
       {"(2147483647, 2147483647, 2147483647, 2147483647)", "(1073741824, 2147483647, 3, 8)",
        "(1073741824, 1073741824, 2, 1)", "(65536, 65536, 65536, 8192)"})
    CHECK(complaint(npy(dictionary("<f8", shape), "12345678")) ==
          "a.npy: holds 8 bytes of data, fewer than its shape says");
}

TEST_CASE("A file cut at any byte is refused, a flipped bit does no harm") {
  const Bytes whole = npy(dictionary("<f4", "(2, 2)"), raw({1.0f, 2.0f, 3.0f, 4.0f}));
  REQUIRE(complaint(whole) == "");
  const std::size_t descr = 10 + std::string("{'descr': '").size();
  for (std::size_t size = 0; size < whole.size(); ++size)
    CHECK(complaint(Bytes(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size))) != "");
  for (std::size_t bit = 0; bit < 8 * whole.size(); ++bit) {
    Bytes bytes = whole;
    bytes[bit / 8] ^= std::byte{1} << static_cast<int>(bit % 8);
    const auto array = NpyView::open(bytes, "a.npy");
    if (!array) continue;
    CHECK(array->size() == array->shape().size());
    CHECK(array->size() == 4);
    if (bytes[descr] == whole[descr] && bytes[descr + 1] == whole[descr + 1])  // else another legal type
      CHECK(((*array)[0] == 1.0 || (*array)[3] == 4.0));
  }
}

}  // namespace npy_test
