// SPDX-License-Identifier: MIT
#pragma once

#include <cameo/train/history.hpp>
#include <span>

#include "common/canvas.hpp"

namespace faces {

/// Loss and accuracy over the epochs 1, 2, ..., training's and validation's. Requires an epoch.
cameo::Picture draw_curves(std::span<const cameo::EpochScores> history);

}  // namespace faces
