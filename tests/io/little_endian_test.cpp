// SPDX-License-Identifier: MIT
#include "cameo/io/little_endian.hpp"

#include <array>
#include <cstddef>

#include "catch.hpp"

TEST_CASE("Bytes make a number, the lowest first") {
  constexpr std::array bytes{std::byte{0x34}, std::byte{0x12}, std::byte{0}, std::byte{0xFF}};
  CHECK(cameo::little_endian(bytes) == 0xFF001234u);
  CHECK(cameo::little_endian({}) == 0u);
}

TEST_CASE("Floats are read and written with their lowest byte first, wherever they begin") {
  constexpr std::array bytes{std::byte{9}, std::byte{0}, std::byte{0}, std::byte{0xC0}, std::byte{0x3F}};
  CHECK(cameo::detail::read_number<float>(&bytes[1]) == 1.5f);
  std::array<std::byte, 8> written{};
  std::size_t count = 0;
  const std::array numbers{1.5f, 1.5f};
  cameo::detail::write_numbers(std::span<const float>(numbers), [&](std::span<const std::byte> piece) {
    for (const std::byte byte : piece) written[count++] = byte;
  });
  REQUIRE(count == written.size());
  for (std::size_t i = 0; i < written.size(); ++i) CHECK(written[i] == bytes[1 + i % 4]);
}
