// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <cameo/data/batch.hpp>
#include <cameo/data/flip.hpp>
#include <cameo/data/rotate.hpp>
#include <numeric>
#include <set>

#include "commands.hpp"
#include "failure.hpp"
#include "results.hpp"

namespace faces {

using namespace cameo;

namespace {

constexpr std::size_t most_pictures = 400;

/// Pictures as they are named; a folder stands for the first ones below it.
std::vector<LabelledFile> list_files(const std::vector<Path>& paths) {
  std::vector<LabelledFile> files;
  for (const Path& path : paths) {
    if (!std::filesystem::is_directory(path)) {
      files.push_back({path, 0});
      continue;
    }
    ImageList list;
    check(detail::add_class(path, 0, list));
    list.files.resize(std::min(list.files.size(), most_pictures));
    files.insert(files.end(), list.files.begin(), list.files.end());
  }
  return files;
}

bool wants_steps(const PreprocessOptions& options) {
  return !options.resize.empty() || !options.crop.empty() || !options.center_crop.empty() || options.rotate ||
         options.flip_horizontal || options.flip_vertical || options.gray;
}

Picture apply_steps(Picture picture, const PreprocessOptions& options) {
  if (const auto& box = options.crop; !box.empty())
    picture = value_of(crop(picture, {box[0], box[1], box[2], box[3]}));
  if (const auto& size = options.center_crop; !size.empty())
    picture = value_of(center_crop(picture, size[0], size[1]));
  if (const auto& size = options.resize; !size.empty()) picture = value_of(resize(picture, size[0], size[1]));
  if (options.rotate) picture = rotate(picture, *options.rotate);
  if (options.flip_horizontal) picture = flip_horizontal(picture);
  if (options.flip_vertical) picture = flip_vertical(picture);
  if (options.gray) picture = to_gray(picture);
  return picture;
}

/// Each picture through the steps into a PNG of its own; a damaged one is named, the others go on.
int write_each(const std::vector<LabelledFile>& files, const PreprocessOptions& options) {
  std::set<Path> written;
  int status = 0;
  for (const LabelledFile& file : files) {
    const Path target = options.output / file.path.filename().replace_extension(".png");
    if (!written.insert(target).second)
      throw Failure(
          fmt::format("{}: a second picture would be written to {}", file.path.string(), target.string()));
    try {
      check(write_png(apply_steps(value_of(read_image(file.path)), options), target));
      fmt::print("{}\n", target.string());
    } catch (const Failure& failure) {
      fmt::print(stderr, "{}: {}\n", file.path.string(), failure.what());
      status = 1;
    }
  }
  return status;
}

/// What the network is given: prepared, augmented, cut to its input.
LoadedImages as_network_sees(const LoadedImages& images, const PreprocessOptions& options) {
  constexpr int side = Preparation::input_side;
  LoadedImages seen;
  seen.size = {side, side, 3};
  seen.paths = images.paths;
  Dataset data = images.dataset();
  data.augmentation = options.augmentation;
  std::vector<float> x(std::size_t{side} * side * 3);
  for (std::size_t i = 0; i < data.samples(); ++i) {
    check(load_sample(data, i, seen.size, true, sample_key(options.seed, 0, i), x.data()));
    for (float value : x) seen.bytes.push_back(static_cast<std::uint8_t>(value * 255 + 0.5f));
  }
  return seen;
}

int write_contact_sheet(const std::vector<LabelledFile>& files, const PreprocessOptions& options) {
  const auto prepare_picture = [&](PictureView picture, std::array<int, 3>) {
    return prepare(picture, options.preparation);
  };
  const int side = options.preparation.side;
  const LoadedImages images = value_of(load_images(files, {side, side, 3}, {.prepare = prepare_picture}));
  for (const std::string& sentence : images.skipped) fmt::print(stderr, "skipped: {}\n", sentence);
  const LoadedImages seen = as_network_sees(images, options);
  std::vector<std::size_t> all(seen.paths.size());
  std::iota(all.begin(), all.end(), std::size_t{0});
  const Path sheet = options.output / "contact_sheet.png";
  write_sheet(seen, all, sheet);
  fmt::print("{} ({} pictures)\n", sheet.string(), std::min(all.size(), most_pictures));
  return images.skipped.empty() ? 0 : 1;
}

}  // namespace

int preprocess(const PreprocessOptions& options) {
  const std::vector<LabelledFile> files = list_files(options.pictures);
  std::error_code reason;
  std::filesystem::create_directories(options.output, reason);
  if (reason)
    throw Failure(
        fmt::format("{}: the folder cannot be made: {}", options.output.string(), reason.message()));
  return wants_steps(options) ? write_each(files, options) : write_contact_sheet(files, options);
}

}  // namespace faces
