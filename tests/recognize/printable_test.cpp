// SPDX-License-Identifier: MIT
#include "common/printable.hpp"

#include "catch.hpp"
#include "common/as_written.hpp"

using namespace examples;

namespace printable_test {

TEST_CASE("What is shown of a name moves no cursor and ends no line") {
  CHECK(printable("").empty());
  CHECK(printable("Ada Lovelace, b\\w.jpg") == "Ada Lovelace, b\\w.jpg");
  CHECK(printable("Zoë 王 😀") == "Zoë 王 😀");
  CHECK(printable("a\nb\tc\rd") == "a\\nb\\tc\\rd");
  CHECK(printable("\x1b[2J\x7f") == "\\x1b[2J\\x7f");
  CHECK(printable("\xc2\x9b\x32J") == "\\u009b2J");               // of eight bits: as ESC [
  CHECK(printable("a\xff.jpg\xc3") == "a\\xff.jpg\\xc3");         // no UTF-8
  CHECK(printable("a\xe2\x80\xaegpj.exe") == "a\\u202egpj.exe");  // would be read from the right
  CHECK(printable("\xe2\x80\xa8\xe2\x81\xa6") == "\\u2028\\u2066");
  CHECK(printable("A\xe2\x80\x8b"
                  "da\xef\xbb\xbf\xc2\xad") == "A\\u200bda\\ufeff\\u00ad");  // unseen
  CHECK(printable("\xe3\x85\xa4\xf3\xa0\x80\xa1") == "\\u3164\\ue0021");
  CHECK(printable("\xe2\x80\x8d") == "\xe2\x80\x8d");  // joins letters and emojis
  CHECK(printable(printable("\x01\xff")) == printable("\x01\xff"));
}

TEST_CASE("A name begins with what is seen, and ends with no blank or joint") {
  for (const char* name : {"Ada", "Zoë 王 😀", "é", "❤️"}) CHECK(has_visible_ends(name));
  for (const char* name : {"", " Ada", "Ada ", "\xc2\xa0",
                           "\xe3\x80\x80"
                           "Ada",
                           "\xcc\x88", "a\xef\xb8\x8f", "Ada\xe2\x80\x8d"})
    CHECK_FALSE(has_visible_ends(name));
}

TEST_CASE("What is said of a file is short, whatever it holds") {
  CHECK(short_sentence(std::string("'\0'", 3)) == "'\\x00'");
  const std::string said = short_sentence("'" + std::string(1000, '\xff') + "' is no number");
  CHECK(said.size() < 250);
  CHECK(said.ends_with(" ..."));
  CHECK(said.starts_with("'\\xff\\xff"));
}

TEST_CASE("A float is written with the digits that it needs") {
  CHECK(as_written(0.6f) == 0.6);
  CHECK(as_written(-1e-7f) == -1e-7);
  CHECK(as_written(0.0f) == 0);
  CHECK(as_written(16777216.0f) == 16777216);
}

}  // namespace printable_test
