// SPDX-License-Identifier: MIT
#include "cameo/io/json_string.hpp"

#include <string>

#include "catch.hpp"

namespace json_string_test {

std::string escaped(std::string_view text) {
  std::string json;
  cameo::write_json_string(text, [&](std::string_view piece) { json += piece; });
  return json;
}

std::string unescaped(std::string_view json) {
  std::string text(json.size(), '?');
  const auto size = cameo::read_json_string(json, text.data());
  return size ? text.substr(0, *size) : "refused";
}

TEST_CASE("What JSON wants escaped is escaped, and returns") {
  const std::string text("a \"b\" \\ /\n\t\0\x1F\x7F \xC3\xA9 \xE2\x82\xAC \xF0\x9F\x98\x80", 26);
  CHECK(escaped(text) ==
        "a \\\"b\\\" \\\\ /\\u000a\\u0009\\u0000\\u001f\x7F \xC3\xA9 \xE2\x82\xAC \xF0\x9F\x98\x80");
  CHECK(unescaped(escaped(text)) == text);
  CHECK(escaped("") == "");
}

TEST_CASE("Every byte that is part of no UTF-8 character is replaced") {
  const std::string replaced = "\xEF\xBF\xBD";
  CHECK(escaped("caf\xE9") == "caf" + replaced);
  for (const std::string_view bad : {"\x80", "\xC1", "\xC3", "\xF5", "\xFF"}) CHECK(escaped(bad) == replaced);
  // Too long a form, half of a pair, behind the last character, an end that is missing.
  for (const std::string_view bad : {"\xE0\x9F\xBF", "\xED\xA0\x80"})
    CHECK(escaped(bad) == replaced + replaced + replaced);
  for (const std::string_view bad : {"\xF0\x8F\xBF\xBF", "\xF4\x90\x80\x80"})
    CHECK(escaped(bad) == replaced + replaced + replaced + replaced);
  CHECK(escaped("\xE2\x82z") == replaced + replaced + "z");
  CHECK(escaped("\xF0\x9F\x98") == replaced + replaced + replaced);
}

TEST_CASE("All of JSON's escapes are read") {
  CHECK(unescaped("\\\"\\\\\\/\\b\\f\\n\\r\\t") == "\"\\/\b\f\n\r\t");
  CHECK(unescaped("\\u0041\\u00e9\\u20AC\\ud83d\\uDE00") == "A\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80");
  CHECK(unescaped("\\u0000") == std::string(1, '\0'));
}

TEST_CASE("Other escapes and half pairs are refused") {
  for (const std::string_view bad : {"\\", "\\x", "\\u12", "\\u12g4", "\\ud83d", "\\ud83dx", "\\ud83d\\n",
                                     "\\ud83d\\u0041", "\\ude00", "\\ud83d\\ud83d"})
    CHECK(unescaped(bad) == "refused");
}

}  // namespace json_string_test
