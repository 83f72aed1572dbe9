// SPDX-License-Identifier: MIT
#pragma once

#include <cameo/face/face_resnet.hpp>
#include <vector>

#include "recognize/commands.hpp"

namespace recognize {

/// What the published network says of each picture's central face: the direction, of length 1, in which its
/// descriptor lies from the mean of all. Zeros where there is no face. A Failure: a model is missing, or
/// interrupted.
std::vector<cameo::FaceDescriptor> teacher_directions(const CommonOptions& options,
                                                      const std::vector<Path>& pictures);

}  // namespace recognize
