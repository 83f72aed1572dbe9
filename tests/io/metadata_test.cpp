// SPDX-License-Identifier: MIT
#include "cameo/io/metadata.hpp"

#include <array>
#include <string>

#include "cameo/io/weights_file.hpp"
#include "catch.hpp"
#include "io/temporary_folder.hpp"
#include "io/tiny_weights.hpp"

using cameo::Metadata;
using cameo::MetadataEntry;
using cameo_test::Bytes;
using cameo_test::TinyWeights;
using cameo_test::zero_weights;

namespace metadata_test {

std::string text_of(const Metadata& metadata) {
  std::string text;
  for (const MetadataEntry& entry : metadata)
    text += std::string(entry.key) + "=" + std::string(entry.value) + ";";
  return text;
}

std::string metadata_in(const std::string& header) {
  const auto metadata = cameo::metadata_of(cameo_test::safetensors(header, {}), "m");
  return metadata ? text_of(*metadata) : std::string(metadata.error().message());
}

TEST_CASE("Metadata go through a file unchanged and in order, and its weights are read as before") {
  const cameo_test::TemporaryFolder folder;
  const std::string path = folder / "model.safetensors";
  const std::array<MetadataEntry, 3> metadata{
      {{"epochs", "10"}, {"classes", "\"cat\",\n\xC3\xA9"}, {"", ""}}};
  const TinyWeights out;
  REQUIRE(cameo::save_weights(out, path, metadata).message() == "");
  const auto found = cameo::metadata_of(path);
  REQUIRE(found);
  CHECK(text_of(*found) == "epochs=10;classes=\"cat\",\n\xC3\xA9;=;");
  CHECK(found->find("epochs") == "10");
  CHECK_FALSE(found->find("epoch"));
  TinyWeights in = zero_weights;
  CHECK(cameo::load_weights(path, in).message() == "");
  CHECK(in == out);

  REQUIRE(cameo::save_weights(out, path, *found).message() == "");
  CHECK(text_of(*cameo::metadata_of(path)) == text_of(*found));
}

TEST_CASE("Metadata stand first in the header, and the data begin at a multiple of 8") {
  const std::array<MetadataEntry, 2> metadata{{{"a", "1"}, {"b", "\\"}}};
  const TinyWeights weights;
  Bytes bytes(cameo::weights_size(weights, metadata));
  REQUIRE(cameo::write_weights(weights, bytes, metadata).message() == "");
  const std::string text(reinterpret_cast<const char*>(bytes.data()) + 8, 60);
  CHECK(text.starts_with("{\"__metadata__\":{\"a\":\"1\",\"b\":\"\\\\\"},\"dense.kernel\":{\"dtype\""));
  CHECK((bytes.size() - 36) % 8 == 0);
  CHECK(cameo::write_weights(weights, std::span(bytes).first(bytes.size() - 1), metadata).message() ==
        "the weights take 212 bytes but there is room for 211");
}

TEST_CASE("A name twice is not written") {
  const std::array<MetadataEntry, 3> metadata{{{"a", "1"}, {"b", "2"}, {"a", "3"}}};
  Bytes bytes(1000);
  CHECK(cameo::write_weights(TinyWeights(), bytes, metadata).message() ==
        "the metadata have 'a' twice, but each name has one value");
}

TEST_CASE("Metadata of other writers are read, wherever they stand") {
  const std::string tensor = "\"x\":{\"dtype\":\"F32\",\"shape\":[0],\"data_offsets\":[0,0]}";
  CHECK(metadata_in("{" + tensor + "}") == "");
  CHECK(metadata_in("{\"__metadata__\":{}}") == "");
  CHECK(metadata_in("{\"__metadata__\":null}") == "");
  CHECK(metadata_in("{" + tensor + ", \"__metadata__\" : { \"format\" : \"pt\" } } ") == "format=pt;");
  CHECK(metadata_in("{\"__metadata__\":{\"n\\u00e9\":\"\\u20ac\\n\"}}") == "n\xC3\xA9=\xE2\x82\xAC\n;");
}

TEST_CASE("Of a name that a file has twice the last value counts, as in Python") {
  const auto metadata =
      cameo::metadata_of(cameo_test::safetensors("{\"__metadata__\":{\"a\":\"1\",\"a\":\"2\"}}", {}), "m");
  REQUIRE(metadata);
  CHECK(metadata->find("a") == "2");
}

TEST_CASE("Damaged metadata are refused") {
  CHECK(metadata_in("{\"__metadata__\":{\"a\":\"\\q\"}}") ==
        "m: the metadata 'a' have an escape that JSON does not know");
  CHECK(metadata_in("{\"__metadata__\":{\"a\":1}}") ==
        "m: byte 29, in the header: expected a metadata value in double quotes");
  CHECK(metadata_in("[]") == "m: the header does not begin with '{'");
  CHECK(cameo::metadata_of("/nowhere/m").error().message() ==
        "/nowhere/m: cannot be read: No such file or directory");
}

}  // namespace metadata_test
