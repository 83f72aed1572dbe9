// SPDX-License-Identifier: MIT
#include "cameo/face/dlib_stream.hpp"

#include "catch.hpp"
#include "face/dlib_writer.hpp"

using cameo::detail::DlibStream;
using dlib_writer::Writer;

TEST_CASE("What dlib writes is read") {
  Writer out;
  out.integers({0, 1, -1, 255, 256, -70000, std::int64_t{1} << 40});
  for (const double value : {0.6, -1.0, 0.0, 122.782, 1e-30}) out.real(value);
  out.byte('1');
  out.text("con_4");
  out.tensor({1.5f, -2.0f});
  out.alias();
  DlibStream in(out.bytes, "a.dat");
  for (const std::int64_t value : {std::int64_t{0}, std::int64_t{1}, std::int64_t{-1}, std::int64_t{255},
                                   std::int64_t{256}, std::int64_t{-70000}, std::int64_t{1} << 40})
    CHECK(in.integer() == value);
  for (const double value : {0.6, -1.0, 0.0, 122.782, 1e-30}) CHECK(in.real() == value);
  in.boolean();
  CHECK(in.text() == "con_4");
  CHECK(in.tensor().size() == 8);
  in.alias();
  CHECK(!in.error());
  CHECK(in.at_end());
}

TEST_CASE("The first mistake is told, and everything after it is zero or empty") {
  Writer out;
  out.integers({5, 1 << 20, 1 << 20, 1 << 20, 1 << 20});
  DlibStream in(out.bytes, "a.dat");
  in.expect(4, "the number of cats");
  CHECK(in.integer() == 0);
  CHECK(in.real() == 0);
  CHECK(in.text().empty());
  CHECK(in.tensor().empty());
  CHECK(in.error().message() == "a.dat: the number of cats is 5 in the file, but 4 is expected");
}

TEST_CASE("Sizes past the end, and bytes that are no number, are errors") {
  const auto message = [](const Writer& out, auto read) {
    DlibStream in(out.bytes, "a.dat");
    read(in);
    CHECK(in.error());
    return std::string(in.error().message());
  };
  const std::int64_t large = std::int64_t{1} << 62;
  Writer tensor, integer, real, text, flag;
  tensor.integers({2, large, large, large, large});
  CHECK(message(tensor, [](auto& in) { in.tensor(); }) == "a.dat: ends too early, after 38 bytes");
  integer.byte(9);
  CHECK(message(integer, [](auto& in) { in.integer(); }) ==
        "a.dat: before byte 1: expected an integer of 1 to 8 bytes");
  real.integers({1, 32000});  // dlib's infinity
  CHECK(message(real, [](auto& in) { in.real(); }) == "a.dat: before byte 5: expected a finite number");
  text.integer(-3);
  CHECK(message(text, [](auto& in) { in.text(); }) ==
        "a.dat: before byte 2: expected a name of at most 64 characters");
  flag.byte('2');
  CHECK(message(flag, [](auto& in) { in.boolean(); }) == "a.dat: before byte 1: expected 0 or 1");
  CHECK(message(Writer(), [](auto& in) { in.boolean(); }) == "a.dat: ends too early, after 0 bytes");
}
