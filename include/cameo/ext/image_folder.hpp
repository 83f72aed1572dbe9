// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <functional>
#include <memory>
#include <mutex>
#include <new>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "cameo/data/dataset.hpp"
#include "cameo/data/squeeze.hpp"
#include "cameo/ext/for_each_parallel.hpp"
#include "cameo/ext/image_file.hpp"
#include "cameo/ext/image_list.hpp"

namespace cameo::inline CAMEO_ABI {

/// How pictures are read into memory.
struct LoadOptions {
  /// Makes a decoded picture the wanted size, for example squeeze or squeeze_center_square; called from
  /// several threads.
  std::function<Result<Picture>(PictureView, std::array<int, 3> size)> prepare = squeeze;
  /// The first damaged picture ends the work, rather than being skipped; load_image_folder refuses files that
  /// would be left out too.
  bool strict = false;
  unsigned threads = 0;                                                    ///< 0: one for each core
  std::function<void(std::size_t done, std::size_t total)> progress = {};  ///< one call at a time
};

/// Decoded pictures of one size in one block of memory, with their labels.
struct LoadedImages {
  std::array<int, 3> size{};             ///< height, width, channels
  std::vector<std::string> class_names;  ///< empty when loaded from a list of files
  std::vector<std::filesystem::path> paths;
  std::unique_ptr<std::uint8_t[]> memory;
  std::span<const std::uint8_t> bytes;  ///< (n, height, width, channels), in `memory`
  std::vector<float> labels;            ///< (n)
  std::vector<std::string> skipped;     ///< a sentence for each damaged picture, in the order of the files
  std::vector<LeftOutFile> left_out;    ///< what load_image_folder found that is no picture

  /// A view, valid as long as the pictures.
  Dataset dataset() const {
    return {.size = size, .bytes = bytes, .values = {}, .labels = labels, .augmentation = {}};
  }
  PictureView picture(std::size_t index) const {
    const PictureView shape{nullptr, size[0], size[1], size[2]};
    return {bytes.data() + index * shape.size(), size[0], size[1], size[2]};
  }
};

namespace detail {

/// Pictures that take more than this many bytes are decoded one at a time, so that the sum is bounded.
inline constexpr std::uint64_t large_picture_bytes = 64'000'000;

/// Decodes and prepares one picture into its place.
inline Error load_image(const std::filesystem::path& path, std::array<int, 3> size,
                        const LoadOptions& options, std::mutex& one_large,
                        std::span<std::uint8_t> place) try {
  std::unique_lock large(one_large, std::defer_lock);
  const Result<Picture> picture = read_image(path, [&large](std::uint64_t bytes) {
    if (bytes > large_picture_bytes) large.lock();
  });
  if (!picture) return picture.error();
  const Result<Picture> prepared = options.prepare(*picture, size);
  if (!prepared) return picture_error(path.string(), prepared.error().message());
  if (std::array{prepared->height, prepared->width, prepared->channels} != size)
    return picture_error(path.string(), "it was prepared to ", prepared->height, "x", prepared->width, "x",
                         prepared->channels, ", but ", size[0], "x", size[1], "x", size[2], " is needed");
  std::copy(prepared->pixels.begin(), prepared->pixels.end(), place.begin());
  return {};
} catch (const std::bad_alloc&) {
  return picture_error(path.string(), "there is too little memory to prepare it");
}

/// Moves the pictures that were read together.
inline void keep_good(std::span<const LabelledFile> files, std::span<const std::string> faults,
                      std::size_t sample, LoadedImages& images) {
  for (std::size_t i = 0; i < files.size(); ++i) {
    if (!faults[i].empty()) {
      images.skipped.push_back(faults[i]);
      continue;
    }
    std::memmove(&images.memory[images.paths.size() * sample], &images.memory[i * sample], sample);
    images.paths.push_back(files[i].path);
    images.labels.push_back(static_cast<float>(files[i].label));
  }
  images.bytes = {images.memory.get(), images.paths.size() * sample};
}

}  // namespace detail

/// Reads files with labels on all cores: (n, size[0], size[1], size[2]) bytes in the order of the files.
/// Damaged pictures are named in `skipped`, or are the Error when strict. Error: also no files, a size that
/// no picture can have, too little memory, or nothing but damaged pictures. What `prepare` or `progress`
/// throws leaves when all threads have ended. Memory: the pictures, for each thread one file and pictures
/// that take at most 64 MB while they are decoded, and one larger picture.
inline Result<LoadedImages> load_images(std::span<const LabelledFile> files, std::array<int, 3> size,
                                        const LoadOptions& options = {}) {
  if (files.empty()) return Error("there are no files of pictures to read");
  const auto [height, width, channels] = size;
  if (height < 1 || width < 1 || (channels != 1 && channels != 3) ||
      max_picture_pixels / static_cast<std::uint64_t>(height) < static_cast<std::uint64_t>(width))
    return Error("pictures can be made 1 to ", max_picture_pixels / 1'000'000,
                 " million pixels large with 1 or 3 channels, but not ", height, "x", width, "x", channels);
  LoadedImages images;
  images.size = size;
  const std::size_t sample = PictureView{nullptr, height, width, channels}.size();
  images.memory.reset(new (std::nothrow) std::uint8_t[files.size() * sample]);
  if (!images.memory)
    return Error("there is no memory for ", files.size(), " pictures of ", sample, " bytes each");
  std::vector<std::string> faults(files.size());
  std::mutex one_at_a_time, one_large;
  std::size_t done = 0;
  detail::for_each_parallel(files.size(), options.threads, [&](std::size_t i) {
    const std::span<std::uint8_t> place(&images.memory[i * sample], sample);
    faults[i] = detail::load_image(files[i].path, size, options, one_large, place).message();
    const std::lock_guard lock(one_at_a_time);
    ++done;
    if (options.progress) options.progress(done, files.size());
    return faults[i].empty() || !options.strict;
  });
  const auto fault =
      std::find_if(faults.begin(), faults.end(), [](const auto& text) { return !text.empty(); });
  if (fault != faults.end() && options.strict) return Error(*fault);
  detail::keep_good(files, faults, sample, images);
  if (images.paths.empty())
    return Error("none of ", files.size(), " pictures can be read; the first: ", *fault);
  return images;
}

/// The pictures of a folder with one subfolder a class: list_images, then load_images. Error: as theirs; also
/// a class of which every picture is damaged; when strict, any file that is no picture.
inline Result<LoadedImages> load_image_folder(const std::filesystem::path& folder, std::array<int, 3> size,
                                              const LoadOptions& options = {}) {
  Result<ImageList> list = list_images(folder);
  if (!list) return list.error();
  if (options.strict && !list->left_out.empty())
    return detail::picture_error(
        folder.string(), "files that are no pictures here would be left out: ", count_kinds(list->left_out),
        "; the first: ", tail_of(list->left_out.front().path.string()));
  Result<LoadedImages> images = load_images(list->files, size, options);
  if (!images) return images;
  for (std::size_t label = 0; label < list->class_names.size(); ++label)
    if (std::find(images->labels.begin(), images->labels.end(), static_cast<float>(label)) ==
        images->labels.end())
      return detail::picture_error(folder.string(), "every picture of class '", list->class_names[label],
                                   "' is damaged; the first: ", images->skipped.front());
  images->class_names = std::move(list->class_names);
  images->left_out = std::move(list->left_out);
  return images;
}

}  // namespace cameo::inline CAMEO_ABI
