// SPDX-License-Identifier: MIT
#include "cameo/io/scanner.hpp"

#include <limits>

#include "catch.hpp"

using cameo::Scanner;

TEST_CASE("A scanner takes tokens and passes over spaces") {
  Scanner scanner("  { 'a' :\t12,\n\"b\":0}  ");
  CHECK(scanner.accept("{"));
  CHECK_FALSE(scanner.accept("}"));
  CHECK_FALSE(scanner.quoted('"').has_value());
  CHECK(scanner.quoted('\'') == "a");
  CHECK(scanner.accept(":"));
  CHECK(scanner.position() == 10);
  CHECK(scanner.number() == 12u);
  CHECK(scanner.accept(","));
  CHECK(scanner.quoted('"') == "b");
  CHECK(scanner.accept(":"));
  CHECK(scanner.number() == 0u);
  CHECK_FALSE(scanner.at_end());
  CHECK(scanner.accept("}"));
  CHECK(scanner.at_end());
  CHECK_FALSE(scanner.accept("}"));
  CHECK_FALSE(scanner.number().has_value());
  CHECK_FALSE(scanner.quoted('"').has_value());
}

TEST_CASE("Numbers are whole, plain and below 2^64") {
  CHECK(Scanner("18446744073709551615").number() == std::numeric_limits<std::uint64_t>::max());
  for (const char* text :
       {"18446744073709551616", "99999999999999999999999", "01", "00", "-1", "+1", ".5", "", "x"})
    CHECK_FALSE(Scanner(text).number().has_value());
  Scanner fraction("1.5");
  CHECK(fraction.number() == 1u);
  CHECK_FALSE(fraction.accept(","));
}

TEST_CASE("Quoted text ends at its quote, not at an escaped one") {
  CHECK(Scanner(R"("a\"b\\" rest)").quoted('"') == R"(a\"b\\)");
  for (const char* text : {"\"", "\"abc", "\"abc\\\"", "\"abc\\", "\"a\nb\"", "\"a\\\n\"", "abc\"", ""})
    CHECK_FALSE(Scanner(text).quoted('"').has_value());
}
