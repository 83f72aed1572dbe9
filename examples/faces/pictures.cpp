// SPDX-License-Identifier: MIT
#include "pictures.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cameo/data/split.hpp>
#include <cameo/io/json_string.hpp>

#include "array_file.hpp"
#include "common/console.hpp"
#include "common/failure.hpp"
#include "common/interruption.hpp"

namespace faces {

using namespace cameo;
using namespace examples;

namespace {

/// Ends reading when the program is interrupted.
void show_progress(std::size_t done, std::size_t total) {
  if (interrupted())
    throw Failure(fmt::format("interrupted after {} of {}", done, counted(total, "picture")));
  static const bool terminal = ::isatty(STDERR_FILENO) == 1;
  const std::size_t step = std::max<std::size_t>(total / 100, 1);
  if (!terminal || (done % step != 0 && done != total)) return;
  warn("\rreading pictures {}/{}", done, total);
  if (done == total) warn("\n");
}

void name_skipped(const LoadedImages& images) {
  for (const std::string& sentence : images.skipped) warn("skipped: {}\n", sentence);
  if (!images.skipped.empty()) warn("{} skipped\n", counted(images.skipped.size(), "damaged picture"));
}

/// A class's name as a model's metadata keep it: what is no UTF-8 in it is replaced.
std::string kept_name(std::string_view name) {
  std::string json;
  write_json_string(name, [&](std::string_view piece) { json += piece; });
  std::string kept(json.size(), '\0');
  kept.resize(read_json_string(json, kept.data()).value_or(0));
  return kept;
}

LoadedImages load_folder(const std::filesystem::path& folder, const Preparation& preparation, bool strict) {
  const ImageList list = value_of(list_images(folder));
  if (list.class_names.size() != 2)
    throw Failure(fmt::format("{}: {} classes of pictures, but this network tells two apart", folder.string(),
                              list.class_names.size()));
  const auto prepare_picture = [&](PictureView picture, std::array<int, 3>) {
    return prepare(picture, preparation);
  };
  LoadedImages images =
      value_of(load_image_folder(folder, {preparation.side, preparation.side, 3},
                                 {.prepare = prepare_picture, .strict = strict, .progress = show_progress}));
  std::transform(images.class_names.begin(), images.class_names.end(), images.class_names.begin(), kept_name);
  tell_left_out(folder, images.left_out);
  name_skipped(images);
  for (const LeftOutFile& file : images.left_out)
    images.skipped.push_back(fmt::format("{}: {}", file.path.string(), file.kind));
  return images;
}

/// Every fourth picture, as `lfw_subset` is measured.
Split split_every_fourth(std::size_t samples) {
  Split split;
  for (std::size_t i = 0; i < samples; ++i) (i % 4 == 3 ? split.second : split.first).push_back(i);
  return split;
}

void require(const LoadedImages& part, std::string_view purpose) {
  if (part.paths.empty()) throw Failure(fmt::format("there are too few pictures: none is left {}", purpose));
}

}  // namespace

Result<Picture> prepare(PictureView picture, const Preparation& preparation) {
  const std::array<int, 3> size{preparation.side, preparation.side, 3};
  return preparation.center ? squeeze_center_square(picture, size) : squeeze(picture, size);
}

void tell_left_out(const std::filesystem::path& folder, std::span<const LeftOutFile> files) {
  constexpr std::size_t most_named = 10;
  for (const LeftOutFile& file : files.first(std::min(files.size(), most_named)))
    warn("left out: {}: {}\n", file.path.string(), file.kind);
  if (!files.empty())
    warn("{}: {} left out: {}\n", folder.string(), counted(files.size(), "file"), count_kinds(files));
}

void match_classes(LoadedImages& images, const std::vector<std::string>& class_names,
                   const std::filesystem::path& data, std::string_view whose) {
  if (images.class_names == class_names) return;
  if (images.class_names[0] != class_names[1] || images.class_names[1] != class_names[0])
    throw Failure(fmt::format("{}: its classes are {} and {}, but {} are {} and {}", data.string(),
                              images.class_names[0], images.class_names[1], whose, class_names[0],
                              class_names[1]));
  images.class_names = class_names;
  for (float& label : images.labels) label = 1 - label;
}

bool is_array(const std::filesystem::path& data) { return data.extension() == ".npy"; }

LoadedImages load_pictures(const std::filesystem::path& data, const Preparation& preparation, bool strict) {
  return is_array(data) ? load_array(data, preparation) : load_folder(data, preparation, strict);
}

LoadedImages room_for(std::size_t count, std::array<int, 3> size,
                      const std::vector<std::string>& class_names) {
  LoadedImages images;
  images.size = size;
  images.class_names = class_names;
  const std::size_t bytes = count * PictureView{nullptr, size[0], size[1], size[2]}.size();
  images.memory = std::make_unique<std::uint8_t[]>(bytes);
  images.bytes = {images.memory.get(), bytes};
  return images;
}

LoadedImages select(const LoadedImages& images, std::span<const std::size_t> indices) {
  LoadedImages part = room_for(indices.size(), images.size, images.class_names);
  std::uint8_t* place = part.memory.get();
  for (std::size_t index : indices) {
    const PictureView picture = images.picture(index);
    place = std::copy_n(picture.pixels, picture.size(), place);
    part.labels.push_back(images.labels[index]);
    part.paths.push_back(images.paths[index]);
  }
  return part;
}

Parts split(LoadedImages data, LoadedImages test, const SplitOptions& options) {
  Parts parts{.train = std::move(data), .validation = {}, .test = std::move(test)};
  if (parts.test.paths.empty()) {
    const Split split = options.test
                            ? value_of(split_by_class(parts.train.labels, *options.test, options.seed))
                            : split_every_fourth(parts.train.paths.size());
    parts.test = select(parts.train, split.second);
    parts.train = select(parts.train, split.first);
    require(parts.test, "to test");
  }
  if (options.validation > 0) {
    const Split split =
        value_of(split_by_class(parts.train.labels, options.validation, random_bits(options.seed, 1)));
    parts.validation = select(parts.train, split.second);
    parts.train = select(parts.train, split.first);
    require(parts.validation, "to validate");
  }
  require(parts.train, "to train");
  return parts;
}

}  // namespace faces
