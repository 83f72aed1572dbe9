// SPDX-License-Identifier: MIT
// Any bytes are a picture or one sentence: no crash, no leak, no endless work.
#include <algorithm>
#include <cstdlib>

#include "cameo/ext/image_file.hpp"

namespace {

void check(std::span<const std::uint8_t> bytes) {
  const cameo::Result<cameo::Picture> picture = cameo::decode_image(bytes, "fuzz");
  if (!picture) {
    if (picture.error().message().empty()) std::abort();
    return;
  }
  const cameo::PictureView view = *picture;
  const bool sound = view.height > 0 && view.width > 0 && (view.channels == 1 || view.channels == 3) &&
                     picture->pixels.size() == view.size();
  if (!sound) std::abort();
}

/// The checksum of a PNG's chunk (ISO 15948, annex D), bit by bit.
std::uint32_t checksum(std::span<const std::uint8_t> bytes) {
  std::uint32_t sum = ~0u;
  for (std::uint8_t byte : bytes) {
    sum ^= byte;
    for (int bit = 0; bit < 8; ++bit) sum = (sum >> 1) ^ (sum & 1 ? 0xEDB88320u : 0u);
  }
  return ~sum;
}

/// Mends the checksum of each chunk: a changed byte would otherwise never get past it.
std::vector<std::uint8_t> mended(std::vector<std::uint8_t> png) {
  const std::span<std::uint8_t> bytes(png);
  const auto number = [&](std::size_t at) {
    return std::size_t{bytes[at]} << 24 | std::size_t{bytes[at + 1]} << 16 | std::size_t{bytes[at + 2]} << 8 |
           bytes[at + 3];
  };
  for (std::size_t at = 8; at + 12 <= bytes.size() && number(at) <= bytes.size() - at - 12;
       at += number(at) + 12) {
    const std::uint32_t sum = checksum(bytes.subspan(at + 4, number(at) + 4));
    for (std::size_t i = 0; i < 4; ++i)
      bytes[at + 8 + number(at) + i] = static_cast<std::uint8_t>(sum >> (24 - 8 * i));
  }
  return png;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::span<const std::uint8_t> bytes(data, size);
  for (const int orientation : {cameo::jpeg_orientation(bytes), cameo::png_orientation(bytes)})
    if (orientation < 1 || orientation > 8) std::abort();
  check(bytes);
  if (size > 8 && data[1] == 'P') check(mended({data, data + size}));
  return 0;
}
