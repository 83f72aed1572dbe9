// SPDX-License-Identifier: MIT
#include "cameo/io/safetensors_view.hpp"

#include <string>
#include <vector>

#include "catch.hpp"
#include "io/tiny_weights.hpp"

using cameo::Error;
using cameo::FileTensor;
using cameo::SafetensorsView;
using cameo_test::Bytes;
using cameo_test::contains;

namespace safetensors_view_test {

// What is wrong with these bytes, "" if nothing is.
std::string complaint(const Bytes& bytes) {
  const auto file = SafetensorsView::open(bytes, "m.safetensors");
  if (!file) return std::string(file.error().message());
  return std::string(file->for_each([](const FileTensor&) { return Error(); }).message());
}

// The same for a header with three floats behind it.
std::string header_complaint(std::string_view header) {
  return complaint(cameo_test::safetensors(header, std::array<float, 3>{}));
}

TEST_CASE("A header gives its tensors in any order of keys and with any spaces") {
  const auto bytes = cameo_test::safetensors(
      "{ \"__metadata__\" : {\"a\\\"}\":\"\\\\\", \"b\":\"\\u00e4\"},\n"
      "\"a b\":{\"data_offsets\":[4 , 12],\"dtype\":\"F32\",\"shape\":[2,1]},\t"
      "\"s\":{\"shape\":[],\"data_offsets\":[0,4],\"dtype\":\"I32\"}}   ",
      std::array<float, 3>{});
  const auto file = SafetensorsView::open(bytes, "m");
  REQUIRE(file);
  std::vector<FileTensor> tensors;
  const Error error = file->for_each([&](const FileTensor& tensor) {
    tensors.push_back(tensor);
    return Error();
  });
  CHECK(error.message() == "");
  REQUIRE(tensors.size() == 2);
  CHECK(tensors[0].name == "a b");
  CHECK(tensors[0].type == "F32");
  CHECK(tensors[0].shape == cameo::TensorShape{{2, 1, 1, 1}, 2});
  CHECK(tensors[0].begin == 4);
  CHECK(tensors[0].end == 12);
  CHECK(tensors[1].name == "s");
  CHECK(tensors[1].shape.rank == 0);
  CHECK(file->data().size() == 12);
  CHECK(file->where() == "m");
}

TEST_CASE("An empty header, empty metadata and a visitor's error") {
  CHECK(header_complaint("{}") == "");
  CHECK(header_complaint("{\"__metadata__\":{}}") == "");
  const auto bytes =
      cameo_test::safetensors("{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]},", {{1.0f}});
  const auto file = SafetensorsView::open(bytes, "m");
  REQUIRE(file);
  CHECK(file->for_each([](const FileTensor&) { return Error("stop"); }).message() == "stop");
}

TEST_CASE("Bytes that are no safetensors file are refused") {
  CHECK(complaint({}) == "m.safetensors: 0 bytes are too few for a safetensors file (at least 10)");
  CHECK(complaint(Bytes(7)) == "m.safetensors: 7 bytes are too few for a safetensors file (at least 10)");
  CHECK(complaint(Bytes(8)) == "m.safetensors: the header does not begin with '{'");
  CHECK(header_complaint(" {}") == "m.safetensors: the header does not begin with '{'");
  CHECK(complaint(cameo_test::bytes_of("\x89PNG\r\n\x1a\nabcdef")) ==
        "m.safetensors: the header would be 727905341920923785 bytes long, which is past the limit of "
        "100000000 "
        "(is this a safetensors file?)");
  Bytes cut = cameo_test::safetensors("{}", {});
  cut.pop_back();
  CHECK(complaint(cut) ==
        "m.safetensors: the header is 2 bytes long but only 1 bytes follow (is the file cut off?)");
}

TEST_CASE("Every fault of a header has its sentence") {
  struct Fault {
    const char *header, *sentence;
  };
  const Fault fault = GENERATE(
      Fault{"{", "byte 9, in the header: expected a name in double quotes"},
      Fault{"{}x", "byte 10, in the header: expected nothing but spaces"},
      Fault{"{}{}", "expected nothing but spaces"}, Fault{"{\"a\"", "byte 12, in the header: expected ':'"},
      Fault{"{'a':1}", "expected a name in double quotes"},
      Fault{"{\"\":{}}", "expected a name of printable ASCII without escapes before this value"},
      Fault{"{\"a\\u0062\":{}}", "expected a name of printable ASCII without escapes before this value"},
      Fault{"{\"\xC3\xA4\":{}}", "expected a name of printable ASCII without escapes before this value"},
      Fault{"{\"a\":1}", "expected '{' and the tensor's dtype, shape and data_offsets"},
      Fault{"{\"a\":{}}", "expected a name in double quotes"},
      Fault{"{\"a\":{\"dtype\":\"F32\"}}", "'a' has no shape"},
      Fault{"{\"a\":{\"dtype\":\"F32\",\"shape\":[1]}}", "'a' has no data_offsets"},
      Fault{"{\"a\":{\"shape\":[1],\"data_offsets\":[0,4]}}", "'a' has no dtype"},
      Fault{"{\"a\":{\"dtype\":\"F32\",\"dtype\":\"F32\"}}", "'a' has dtype twice"},
      Fault{"{\"a\":{\"size\":1}}", "'a' has a field 'size' (expected dtype, shape and data_offsets)"},
      Fault{"{\"a\":{\"dtype\":1}}", "expected a data type in double quotes"},
      Fault{"{\"a\":{\"dtype\":\"F32\" \"shape\"", "expected ',' or '}'"},
      Fault{"{\"a\":{\"shape\":1}}", "expected '['"}, Fault{"{\"a\":{\"shape\":[1", "expected ',' or ']'"},
      Fault{"{\"a\":{\"shape\":[1.0]}}", "expected ',' or ']'"},
      Fault{"{\"a\":{\"shape\":[1,]}}", "expected a whole number from 0 to 2^64 - 1"},
      Fault{"{\"a\":{\"shape\":[-1]}}", "expected a whole number from 0 to 2^64 - 1"},
      Fault{"{\"a\":{\"shape\":[1,1,1,1,1]}}", "expected ']' after at most 4 numbers"},
      Fault{"{\"a\":{\"shape\":[2147483648]}}", "expected sizes below 2147483648 before this"},
      Fault{"{\"a\":{\"data_offsets\":[0]}}", "expected two data_offsets before this"},
      Fault{"{\"a\":{\"data_offsets\":[0,1,2]}}", "expected two data_offsets before this"},
      Fault{"{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[8,16]}}",
            "'a' is said to be bytes 8 to 16 of the data, which has 12 bytes"},
      Fault{"{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[8,4]}}",
            "'a' is said to be bytes 8 to 4 of the data, which has 12 bytes"},
      Fault{"{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}", "expected ',' or '}'"},
      Fault{"{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]},}",
            "expected a name in double quotes"},
      Fault{"{\"__metadata__\":1}", "expected '{' and the metadata's strings"},
      Fault{"{\"__metadata__\":{1:2}}", "expected a metadata name in double quotes"},
      Fault{"{\"__metadata__\":{\"a\"}}", "expected ':'"},
      Fault{"{\"__metadata__\":{\"a\":1}}", "expected a metadata value in double quotes"},
      Fault{"{\"__metadata__\":{\"a\":\"b\"]}", "expected ',' or '}'"},
      Fault{"{\"__metadata__\":{},\"__metadata__\":{}}", "'__metadata__' stands twice in the header"});
  CAPTURE(fault.header);
  CHECK_THAT(header_complaint(fault.header), contains(fault.sentence));
}

}  // namespace safetensors_view_test
