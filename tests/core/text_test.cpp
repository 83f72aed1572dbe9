// SPDX-License-Identifier: MIT
#include "cameo/core/text.hpp"

#include <cstdint>
#include <limits>
#include <string>

#include "catch.hpp"

using cameo::Text;

namespace text_test {
/// So many times x, and then the sign of a cut.
std::string cut_after(std::size_t count) {
  std::string text(count, 'x');
  return text.append("...");
}

TEST_CASE("Text joins strings and whole numbers") {
  const std::string name = "dense";
  CHECK(Text("'", name, "' has ", 84, " of ", std::size_t{120}).view() == "'dense' has 84 of 120");
  CHECK(Text(0, " ", -7).view() == "0 -7");
  CHECK(Text(std::numeric_limits<std::int64_t>::min()).view() == "-9223372036854775808");
  CHECK(Text(std::numeric_limits<std::uint64_t>::max()).view() == "18446744073709551615");
  CHECK(Text(std::numeric_limits<std::int8_t>::min()).view() == "-128");
  CHECK(Text(Text("a"), Text("b")).view() == "ab");
}

TEST_CASE("Text is empty at first, cut when too long, and always ends in a zero") {
  CHECK(Text().empty());
  const Text longest(std::string(1000, 'x'), 12);
  CHECK(longest.view() == cut_after(316));
  CHECK(std::string(longest.c_str()).size() == 319);
  CHECK(Text(std::string(319, 'x')).view() == std::string(319, 'x'));
  CHECK(Text(std::string(319, 'x'), "").view() == std::string(319, 'x'));
}

TEST_CASE("Text is cut between characters, and nothing follows the cut") {
  const std::string umlaut = "\xC3\xA4";
  const Text text(std::string(315, 'x'), umlaut, umlaut, umlaut, 5, "more");
  CHECK(text.view() == cut_after(315));
  CHECK(std::string(text.c_str()) == text.view());
}

TEST_CASE("Text is copied by its length") {
  Text text("a longer one"), other("short");
  text = other;
  CHECK(text.view() == "short");
  CHECK(std::string(text.c_str()) == "short");
  other = Text();
  CHECK(std::string(other.c_str()).empty());
  const Text copy = text;
  CHECK(std::string(copy.c_str()) == "short");
}

constexpr Text constant("in flash");
static_assert(constant.view() == "in flash");
static_assert(Text("compiled ", 20).view() == "compiled 20");

TEST_CASE("A long path is cut to its last 120 bytes, between characters") {
  CHECK(cameo::tail_of("model.safetensors") == "model.safetensors");
  CHECK(cameo::tail_of("").empty());
  CHECK(cameo::tail_of(std::string(120, 'a')) == std::string(120, 'a'));
  CHECK(cameo::tail_of("b" + std::string(120, 'a')) == std::string(120, 'a'));
  CHECK(cameo::tail_of("\xC3\xA4" + std::string(119, 'a')) == std::string(119, 'a'));
}

}  // namespace text_test
