// SPDX-License-Identifier: MIT
#include "array_file.hpp"

#include <fmt/format.h>

#include <cameo/io/file.hpp>
#include <cameo/io/npy.hpp>

#include "common/failure.hpp"

namespace faces {

using namespace cameo;
using namespace examples;

namespace {

Picture gray_picture(const NpyView& array, std::size_t index, const std::filesystem::path& path) {
  Picture picture(array.shape().sizes[1], array.shape().sizes[2], 1);
  const double scale = array.is_floating() ? 255 : 1;
  for (std::size_t i = 0; i < picture.pixels.size(); ++i) {
    const double value = array[index * picture.pixels.size() + i] * scale;
    if (!(value >= 0 && value <= 255))
      throw Failure(fmt::format("{}: picture {} has the value {}, but {} are expected", path.string(), index,
                                value / scale,
                                array.is_floating() ? "0 to 1" : "whole numbers from 0 to 255"));
    picture.pixels[i] = static_cast<std::uint8_t>(value + 0.5);
  }
  return picture;
}

}  // namespace

LoadedImages load_array(const std::filesystem::path& path, const Preparation& preparation) {
  const FileBytes file = value_of(read_file(path.string(), std::size_t{1} << 30));
  const NpyView array = value_of(NpyView::open(file.bytes(), path.string()));
  const TensorShape shape = array.shape();
  if (shape.rank != 3 || shape.sizes[0] < 2 || shape.sizes[0] % 2 != 0 || array.size() == 0)
    throw Failure(
        fmt::format("{}: an array (pictures, height, width) is expected, half of it faces, but found is ({})",
                    path.string(), fmt::join(shape, ", ")));
  const auto count = static_cast<std::size_t>(shape.sizes[0]);
  LoadedImages images = room_for(count, {preparation.side, preparation.side, 3}, {"other", "face"});
  std::uint8_t* place = images.memory.get();
  for (std::size_t i = 0; i < count; ++i) {
    const Picture picture = value_of(prepare(gray_picture(array, i, path), preparation));
    place = std::copy(picture.pixels.begin(), picture.pixels.end(), place);
    images.labels.push_back(i < count / 2 ? 1.0f : 0.0f);
    images.paths.push_back(fmt::format("{}[{}]", path.string(), i));
  }
  return images;
}

}  // namespace faces
