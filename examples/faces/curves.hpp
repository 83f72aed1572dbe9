// SPDX-License-Identifier: MIT
#pragma once

#include <cameo/train/history.hpp>
#include <span>

#include "canvas.hpp"

namespace faces {

/// Loss and accuracy over the epochs, training's and validation's, from epoch `first` (of 1, 2, ...) on.
/// Requires an epoch.
cameo::Picture draw_curves(std::span<const cameo::EpochScores> history, std::size_t first = 1);

}  // namespace faces
