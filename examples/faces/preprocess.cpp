// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <cameo/data/batch.hpp>
#include <cameo/data/flip.hpp>
#include <cameo/data/rotate.hpp>
#include <set>

#include "commands.hpp"
#include "failure.hpp"
#include "results.hpp"

namespace faces {

using namespace cameo;

namespace {

/// Pictures as they are named; a folder stands for the first 400 below it.
std::vector<LabelledFile> list_files(const std::vector<Path>& paths) {
  std::vector<LabelledFile> files;
  for (const Path& path : paths) {
    if (!std::filesystem::is_directory(path)) {
      files.push_back({path, 0});
      continue;
    }
    ImageList list = value_of(list_unlabelled_images(path));
    list.files.resize(std::min(list.files.size(), most_on_sheet));
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
std::vector<Picture> as_network_sees(const LoadedImages& images, const PreprocessOptions& options) {
  constexpr int side = Preparation::input_side;
  Dataset data = images.dataset();
  data.augmentation = options.augmentation;
  std::vector<Picture> seen(data.samples(), Picture(side, side, 3));
  std::vector<float> x(seen[0].pixels.size());
  for (std::size_t i = 0; i < seen.size(); ++i) {
    check(load_sample(data, i, {side, side, 3}, true, stream(options.seed, Purpose::Augmentation, 0u, i),
                      x.data()));
    std::transform(x.begin(), x.end(), seen[i].pixels.begin(),
                   [](float value) { return static_cast<std::uint8_t>(value * 255 + 0.5f); });
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
  const std::vector<Picture> seen = as_network_sees(images, options);
  const Path sheet = options.output / "contact_sheet.png";
  write_sheet(std::vector<PictureView>(seen.begin(), seen.end()), sheet);
  fmt::print("{} ({} pictures)\n", sheet.string(), std::min(seen.size(), most_on_sheet));
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
