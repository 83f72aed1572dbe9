// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cmath>
#include <cstddef>
#include <string_view>

#include "cameo/core/decimal.hpp"
#include "cameo/core/result.hpp"
#include "cameo/data/augmentation.hpp"
#include "cameo/data/dataset.hpp"

namespace cameo::inline CAMEO_ABI {

namespace detail {

constexpr std::size_t volume(std::array<int, 3> size) {
  return static_cast<std::size_t>(size[0]) * static_cast<std::size_t>(size[1]) *
         static_cast<std::size_t>(size[2]);
}

/// Whether so many values are one sample at least. A product of sizes past a std::size_t would be a small
/// one.
constexpr bool holds_a_sample(std::size_t values, std::array<int, 3> size) {
  for (const int side : size) values /= static_cast<std::size_t>(side);
  return values > 0;
}

/// A network of flat inputs takes samples of any shape with as many values.
constexpr bool flat_match(std::array<int, 3> stored, std::array<int, 3> size) {
  return size[0] == 1 && size[1] == 1 && volume(stored) == volume(size);
}

inline Error size_error(std::string_view what, std::array<int, 3> size, std::array<int, 3> stored) {
  return Error("dataset: the network's input is ", size[0], "x", size[1], "x", size[2], ", but samples are ",
               stored[0], "x", stored[1], "x", stored[2], what);
}

inline Error check_sizes(const Dataset& data, std::array<int, 3> size) {
  if (flat_match(data.size, size))
    return data.augmentation == Augmentation{} || data.size == size
               ? Error()
               : size_error(": augmentation needs a network that takes pictures", size, data.size);
  if (data.size[2] != size[2]) return size_error(": the channels differ", size, data.size);
  if (data.size[0] < size[0] || data.size[1] < size[1])
    return size_error(": they must not be smaller", size, data.size);
  if (!data.values.empty() && data.size != size)
    return size_error(": only bytes are cropped, float values must fit", size, data.size);
  return {};
}

}  // namespace detail

/// Whether a network with this input (height, width, channels; {1, 1, K} when flat) and this many label
/// values a sample can use the dataset. Error: the first disagreement, with both sides.
inline Error check_dataset(const Dataset& data, std::array<int, 3> size, std::size_t label_width) {
  const std::size_t stored = data.bytes.size() + data.values.size();
  if (stored == 0) return Error("dataset: it is empty; at least one sample is needed");
  if (!data.bytes.empty() && !data.values.empty())
    return Error("dataset: samples are either bytes or float values, but ", data.bytes.size(), " bytes and ",
                 data.values.size(), " values are given");
  if (data.size[0] < 1 || data.size[1] < 1 || data.size[2] < 1)
    return Error("dataset: sizes of at least 1 are needed, but a sample is ", data.size[0], "x", data.size[1],
                 "x", data.size[2]);
  if (!detail::holds_a_sample(stored, data.size) || stored % data.sample_size() != 0)
    return Error("dataset: ", stored, " values are no whole number of samples of ", data.size[0], "x",
                 data.size[1], "x", data.size[2]);
  if (data.labels.size() != data.samples() * label_width)
    return Error("dataset: ", data.samples(), " samples need ", data.samples() * label_width, " labels (",
                 label_width, " each), but ", data.labels.size(), " are given");
  if (!data.values.empty() && data.augmentation != Augmentation{})
    return Error("dataset: augmentation works on bytes, but the samples are float values");
  if (!(data.scale > 0 && std::isfinite(data.scale)))
    return Error("dataset: the scale is ", decimal(static_cast<double>(data.scale), 6),
                 ", but must be a finite number above 0");
  if (Error error = check_augmentation(data.augmentation)) return Error("dataset: ", error.message());
  return detail::check_sizes(data, size);
}

}  // namespace cameo::inline CAMEO_ABI
