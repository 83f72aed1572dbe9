// SPDX-License-Identifier: MIT
// Any bytes are a picture or one sentence: no crash, no leak, no endless work.
#include <cstdlib>

#include "cameo/ext/image_file.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::span<const std::uint8_t> bytes(data, size);
  const int orientation = cameo::exif_orientation(bytes);
  if (orientation < 1 || orientation > 8) std::abort();
  const cameo::Result<cameo::Picture> picture = cameo::decode_image(bytes, "fuzz");
  if (!picture) {
    if (picture.error().message().empty()) std::abort();
    return 0;
  }
  const cameo::PictureView view = *picture;
  const bool sound = view.height > 0 && view.width > 0 && (view.channels == 1 || view.channels == 3) &&
                     picture->pixels.size() == view.size();
  if (!sound) std::abort();
  return 0;
}
