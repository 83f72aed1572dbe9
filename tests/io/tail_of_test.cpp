// SPDX-License-Identifier: MIT
#include "cameo/io/tail_of.hpp"

#include <string>

#include "catch.hpp"

TEST_CASE("A long path is cut to its last 120 bytes, between characters") {
  CHECK(cameo::tail_of("model.safetensors") == "model.safetensors");
  CHECK(cameo::tail_of("").empty());
  CHECK(cameo::tail_of(std::string(120, 'a')) == std::string(120, 'a'));
  CHECK(cameo::tail_of("b" + std::string(120, 'a')) == std::string(120, 'a'));
  CHECK(cameo::tail_of("\xC3\xA4" + std::string(119, 'a')) == std::string(119, 'a'));
}
