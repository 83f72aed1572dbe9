// SPDX-License-Identifier: MIT
#pragma once

#include <cameo/core/result.hpp>
#include <cameo/face/face_resnet.hpp>
#include <functional>

#include "comparisons.hpp"

namespace recognize {

/// The descriptor of a picture's face. Error: there is none, or the picture cannot be read.
using Describe = std::function<cameo::Result<cameo::FaceDescriptor>(const Path& picture)>;

/// By dlib's network, of the face nearest the centre; or by the network of `recognize train` whose weights
/// are given.
Describe describer(const CommonOptions& options, const Path& network);

/// The pairs of LFW's list.
Comparisons compare_listed_pairs(const Describe& describe, const Path& list, const Path& folder);

/// All pairs of the pictures of a folder, whose subfolders are people. The first picture of each person that
/// has a face is also the gallery, in which all others are looked for.
Comparisons compare_people(const Describe& describe, const Path& folder);

}  // namespace recognize
