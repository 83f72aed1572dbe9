// SPDX-License-Identifier: MIT
#include "cameo/io/safetensors.hpp"

#include <array>
#include <limits>
#include <string>

#include "catch.hpp"
#include "io/tiny_weights.hpp"

using cameo_test::Bytes;
using cameo_test::TinyWeights;
using cameo_test::zero_weights;

namespace safetensors_test {

struct NoWeights {
  template <class F>
  void for_each(F&&) const {}
};

constexpr std::array<float, 9> values{1.0f, 2.0f, 3.0f, 4.0f, 5.0f, -0.5f, 7.0f, 8.0f, 9.0f};
const std::string kernel = "\"dense.kernel\":{\"dtype\":\"F32\",\"shape\":[2,3],\"data_offsets\":[0,24]}";
const std::string bias = "\"dense.bias\":{\"dtype\":\"F32\",\"shape\":[3],\"data_offsets\":[24,36]}";

Bytes written(const TinyWeights& weights) {
  Bytes bytes(cameo::weights_size(weights));
  REQUIRE(cameo::write_weights(weights, bytes).message() == "");
  return bytes;
}

// The error of loading these bytes; also checks that the weights are loaded without one, and untouched with
// one.
std::string complaint(const Bytes& bytes) {
  TinyWeights weights = zero_weights;
  const cameo::Error error = cameo::load_weights(bytes, "m.safetensors", weights);
  CHECK(weights == (error ? zero_weights : TinyWeights()));
  return std::string(error.message());
}

std::string complaint(const std::string& header, std::span<const float> data = values) {
  return complaint(cameo_test::safetensors(header, data));
}

TEST_CASE("Weights are written as Python's safetensors would write them, in the network's order") {
  const Bytes expected = cameo_test::safetensors("{" + kernel + "," + bias + "}    ", values);
  REQUIRE((expected.size() - sizeof(values)) % 8 == 0);
  CHECK(written(TinyWeights()) == expected);
}

TEST_CASE("The size of the file is known at compile time") {
  static_assert(cameo::weights_size(TinyWeights()) == 180);
}

TEST_CASE("Weights return unchanged") {
  TinyWeights out;
  out.kernel[1] = std::numeric_limits<float>::denorm_min();
  out.kernel[2] = -0.0f;
  out.bias[0] = std::numeric_limits<float>::lowest();
  TinyWeights in = zero_weights;
  CHECK(cameo::load_weights(written(out), "m", in).message() == "");
  CHECK(std::memcmp(&in.kernel, &out.kernel, sizeof(in.kernel)) == 0);
  CHECK(in.bias == out.bias);
}

TEST_CASE("A file of Python's safetensors, with its order and metadata, is read") {
  constexpr std::array<float, 9> sorted{7.0f, 8.0f, 9.0f, 1.0f, 2.0f, 3.0f, 4.0f, 5.0f, -0.5f};
  CHECK(complaint("{\"__metadata__\":{\"by\":\"py\"},\"dense.bias\":{\"dtype\":\"F32\",\"shape\":[3],"
                  "\"data_offsets\":[0,12]},\"dense.kernel\":{\"dtype\":\"F32\",\"shape\":[2,3],"
                  "\"data_offsets\":[12,36]}} ",
                  sorted) == "");
}

TEST_CASE("Tensors that are missing, unknown or there twice are refused") {
  CHECK(complaint("{" + kernel + "}", std::span(values).first(6)) ==
        "m.safetensors: 'dense.bias' is in the network but not in the file");
  CHECK(complaint("{" + kernel + "," + bias +
                  ",\"x\":{\"dtype\":\"F32\",\"shape\":[],\"data_offsets\":[0,0]}}") ==
        "m.safetensors: 'x' is in the file but not in the network");
  CHECK(complaint("{" + kernel + "," + bias + "," + bias + "}") ==
        "m.safetensors: 'dense.bias' is in the file 2 times");
}

// Tensors "t0", "t1", ... of one value each.
struct ManyWeights {
  std::array<float, 150> values{};
  template <class F>
  void for_each(F&& f) {
    for (std::size_t i = 0; i < values.size(); ++i)
      f("t" + std::to_string(i), cameo::TensorShape{{1}, 1}, std::span(values).subspan(i, 1));
  }
  template <class F>
  void for_each(F&& f) const {
    for (std::size_t i = 0; i < values.size(); ++i)
      f("t" + std::to_string(i), cameo::TensorShape{{1}, 1}, std::span(values).subspan(i, 1));
  }
};

// The error of loading 150 such tensors, described from the last to the first, one of them under another's
// name.
std::string complaint_of_many(std::size_t renamed, std::size_t name) {
  ManyWeights weights;
  std::array<float, 150> data{};
  std::string header, comma = "{";
  for (std::size_t i = data.size(); i-- > 0; comma = ",") {
    data[i] = static_cast<float>(i);
    header += comma + "\"t" + std::to_string(i == renamed ? name : i) +
              "\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[" + std::to_string(4 * i) + "," +
              std::to_string(4 * i + 4) + "]}";
  }
  const cameo::Error error =
      cameo::load_weights(cameo_test::safetensors(header + "}", data), "m.safetensors", weights);
  CHECK(weights.values == (error ? std::array<float, 150>() : data));
  return std::string(error.message());
}

TEST_CASE("Each of many tensors is looked for, in any order") {
  CHECK(complaint_of_many(0, 0) == "");
  for (const std::size_t missing : {0u, 63u, 64u, 127u, 128u})
    CHECK(complaint_of_many(missing, 149) ==
          "m.safetensors: 't" + std::to_string(missing) + "' is in the network but not in the file");
  CHECK(complaint_of_many(140, 70) == "m.safetensors: 't70' is in the file 2 times");
}

TEST_CASE("Tensors of another type, shape or size are refused") {
  CHECK(complaint("{\"dense.kernel\":{\"dtype\":\"I32\",\"shape\":[2,3],\"data_offsets\":[0,24]}}") ==
        "m.safetensors: 'dense.kernel' is I32 in the file; only F32, F16, BF16 and F64 are read");
  CHECK(complaint("{\"dense.kernel\":{\"dtype\":\"F32\",\"shape\":[3,2],\"data_offsets\":[0,24]}}") ==
        "m.safetensors: 'dense.kernel' is (3, 2) in the file but (2, 3) in the network");
  CHECK(complaint("{\"dense.bias\":{\"dtype\":\"F32\",\"shape\":[3,1],\"data_offsets\":[0,12]}}") ==
        "m.safetensors: 'dense.bias' is (3, 1) in the file but (3) in the network");
  CHECK(complaint("{\"dense.kernel\":{\"dtype\":\"F32\",\"shape\":[2,3],\"data_offsets\":[0,20]}}") ==
        "m.safetensors: 'dense.kernel' has 20 bytes in the file but (2, 3) values of F32 are 24");
}

TEST_CASE("Data that leave gaps, overlap or go on are refused") {
  std::array<float, 10> more{};
  CHECK(complaint("{" + kernel + "," + bias + "}", more) ==
        "m.safetensors: the file holds 40 bytes of data but its tensors' are 36");
  CHECK(
      complaint("{\"dense.bias\":{\"dtype\":\"F32\",\"shape\":[3],\"data_offsets\":[12,24]}," + kernel +
                "}") ==
      "m.safetensors: no tensor begins at byte 24 of 36 data bytes (tensors may not overlap or leave gaps)");
  // A tensor that lies within another: with so many bytes as both take, and with no more than there are.
  const std::string within =
      "{" + kernel + ",\"dense.bias\":{\"dtype\":\"F32\",\"shape\":[3],\"data_offsets\":[4,16]}}";
  CHECK(
      complaint(within) ==
      "m.safetensors: no tensor begins at byte 24 of 36 data bytes (tensors may not overlap or leave gaps)");
  CHECK(complaint(within, std::span(more).first(6)) ==
        "m.safetensors: the file holds 24 bytes of data but its tensors' are 36");
}

TEST_CASE("NaN and infinities are neither read nor written") {
  const float bad = GENERATE(std::numeric_limits<float>::quiet_NaN(), std::numeric_limits<float>::infinity(),
                             -std::numeric_limits<float>::infinity());
  auto data = values;
  data[7] = bad;
  CHECK(complaint("{" + kernel + "," + bias + "}", data) ==
        "m.safetensors: 'dense.bias' is NaN or infinite at index 1");

  TinyWeights weights;
  weights.kernel[5] = bad;
  Bytes bytes(cameo::weights_size(weights));
  CHECK(cameo::write_weights(weights, bytes).message() == "'dense.kernel' is NaN or infinite at index 5");
  CHECK(bytes == Bytes(bytes.size()));
}

TEST_CASE("A buffer too small and names that JSON would have to escape are not written") {
  TinyWeights weights;
  Bytes bytes(cameo::weights_size(weights) - 1);
  CHECK(cameo::write_weights(weights, bytes).message() ==
        "the weights take 180 bytes but there is room for 179");
  weights.kernel_name = GENERATE("", "a\"b", "a\\b", "a\nb", "__metadata__");
  bytes.resize(1000);
  CHECK(cameo::write_weights(weights, bytes).message() ==
        "'" + std::string(weights.kernel_name) + "' cannot be the name of a tensor in a safetensors file");
}

TEST_CASE("A network without parameters is a file without tensors") {
  NoWeights nothing;
  Bytes bytes(cameo::weights_size(nothing));
  CHECK(cameo::write_weights(nothing, bytes).message() == "");
  CHECK(bytes == cameo_test::safetensors("{}      ", {}));
  CHECK(cameo::load_weights(bytes, "m", nothing).message() == "");
}

TEST_CASE("A file cut at any byte is refused") {
  const Bytes whole = written(TinyWeights());
  for (std::size_t size = 0; size < whole.size(); ++size)
    CHECK(complaint(Bytes(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size))) != "");
}

TEST_CASE("A flipped bit in the header never does harm, and in the data changes only its value") {
  const Bytes whole = written(TinyWeights());
  for (std::size_t bit = 0; bit < 8 * whole.size(); ++bit) {
    Bytes bytes = whole;
    bytes[bit / 8] ^= std::byte{1} << static_cast<int>(bit % 8);
    TinyWeights weights = zero_weights;
    const cameo::Error error = cameo::load_weights(bytes, "m", weights);
    if (error) CHECK(weights == zero_weights);
    if (!error && bit / 8 < whole.size() - sizeof(values)) CHECK(weights == TinyWeights());
    if (!error && bit / 8 >= whole.size() - sizeof(values)) CHECK(written(weights) == bytes);
  }
}

TEST_CASE("Smaller and larger floats of other writers are converted") {
  // The kernel 1, 2, 3, 4, 5, -0.5 in the wanted type, the bias 7, 8, 9 in another one.
  const auto check = [](const char* kernel_type, const std::string& kernel_data, const char* bias_type,
                        const std::string& bias_data) {
    const std::size_t end = kernel_data.size();
    const std::string header =
        cameo::Text("{\"dense.kernel\":{\"dtype\":\"", kernel_type, "\",\"shape\":[2,3],\"data_offsets\":[0,",
                    end, "]},\"dense.bias\":{\"dtype\":\"", bias_type, "\",\"shape\":[3],\"data_offsets\":[",
                    end, ",", end + bias_data.size(), "]}}")
            .c_str();
    Bytes file = cameo_test::safetensors(header, {});
    for (const std::string& data : {kernel_data, bias_data})
      for (const char c : data) file.push_back(static_cast<std::byte>(c));
    return complaint(file);
  };
  const std::string half("\0\x3C\0\x40\0\x42\0\x44\0\x45\0\xB8", 12);
  const std::string brain("\x80\x3F\0\x40\x40\x40\x80\x40\xA0\x40\0\xBF", 12);
  const std::string wide_bias("\0\0\0\0\0\0\x1C\x40\0\0\0\0\0\0\x20\x40\0\0\0\0\0\0\x22\x40", 24);
  const std::string half_bias("\0\x47\0\x48\x80\x48", 6);
  CHECK(check("F16", half, "F64", wide_bias) == "");
  CHECK(check("BF16", brain, "F16", half_bias) == "");
  std::string too_large = wide_bias;
  too_large.replace(8, 8, std::string("\0\0\0\0\0\0\xF0\x47", 8));  // 2^128
  CHECK(check("F16", half, "F64", too_large) == "m.safetensors: 'dense.bias' is NaN or infinite at index 1");
  CHECK(check("F16", half, "F16", half_bias.substr(0, 4) + std::string("\0\x7C", 2)) ==
        "m.safetensors: 'dense.bias' is NaN or infinite at index 2");
}

}  // namespace safetensors_test
