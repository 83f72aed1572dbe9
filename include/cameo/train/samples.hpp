// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <span>

#include "cameo/core/result.hpp"
#include "cameo/net/sequential.hpp"
#include "cameo/simd/parts-inl.hpp"
#include "cameo/simd/samples-inl.hpp"

namespace cameo::inline CAMEO_ABI::detail {

/// The network's input as a picture; a vector of K values is {1, 1, K}.
template <Network Net>
inline constexpr std::array<int, 3> picture_size{Net::Input::height, Net::Input::width, Net::Input::channels};

/// Checks the lengths of x and y for 1 to `batch` samples and sets `samples`.
template <Network Net>
Error check_batch(std::span<const float> x, std::size_t labels, int label_width, int batch, int& samples) {
  constexpr std::size_t inputs = Net::Input::size;
  if (x.empty() || x.size() % inputs != 0)
    return Error("x has ", x.size(), " values, but a sample has ", inputs, ": give 1 to ", batch,
                 " whole samples");
  const std::size_t found = x.size() / inputs;
  if (found > static_cast<std::size_t>(batch))
    return Error("x has ", found, " samples, but the batch takes 1 to ", batch);
  if (labels != found * static_cast<std::size_t>(label_width))
    return Error("y has ", labels, " values, but ", found, " samples with ", label_width,
                 " labels each need ", found * static_cast<std::size_t>(label_width));
  samples = static_cast<int>(found);
  return {};
}

/// load(i) for each of the samples 0 .. samples - 1 of a batch, shared out among a team. The first one's
/// Error.
template <int Batch, class Team, class Load>
Error load_batch(Team& team, int samples, const Load& load) {
  std::array<bool, Batch> failed{};
  team.run(samples, [&](int i, int) { failed[static_cast<std::size_t>(i)] = static_cast<bool>(load(i)); });
  const auto first = std::find(failed.begin(), failed.end(), true);
  return first == failed.end() ? Error() : load(static_cast<int>(first - failed.begin()));
}

/// Copies the samples first .. first + samples - 1 of x and refuses what is not finite. A team shares what is
/// worth it: alone one thread would take a tenth of the time of a network of large pictures.
template <Network Net, int Batch, class Team>
Error copy_samples(Team& team, std::span<const float> x, std::size_t first, int samples, float* to) {
  constexpr std::size_t inputs = Net::Input::size;
  const int parts = 8 * samples * std::int64_t{Net::Input::size} >= Team::least_work ? samples : 1;
  return load_batch<Batch>(team, parts, [=](int part) -> Error {
    const auto [begin, end] = HWY_NAMESPACE::part_of(samples, part, parts);
    for (int i = begin; i < end; ++i) {
      const std::size_t sample = first + static_cast<std::size_t>(i);
      if (!HWY_NAMESPACE::copy_finite(x.data() + sample * inputs, inputs, to + (sample - first) * inputs))
        return Error("sample ", sample, " of x has a value that is not finite");
    }
    return {};
  });
}

}  // namespace cameo::inline CAMEO_ABI::detail
