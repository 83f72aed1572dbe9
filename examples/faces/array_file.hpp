// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>

#include "pictures.hpp"

namespace faces {

/// A .npy file of gray pictures, (n, height, width), values from 0 to 1 or bytes: n/2 faces (label 1), then
/// n/2 others (label 0), as scikit-image's lfw_subset.npy.
cameo::LoadedImages load_array(const std::filesystem::path& path, const Preparation& preparation);

}  // namespace faces
