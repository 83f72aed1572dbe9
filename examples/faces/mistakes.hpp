// SPDX-License-Identifier: MIT
#pragma once

#include <cameo/ext/image_folder.hpp>
#include <span>
#include <string>
#include <vector>

#include "common/canvas.hpp"

namespace faces {

/// A picture that was taken for the other class.
struct Mistake {
  std::size_t index = 0;  ///< of the picture in its set
  int truth = 0, predicted = 0;
  float probability = 0;  ///< of the predicted class
};

/// All mistakes of probabilities of class 1, the surest first.
std::vector<Mistake> find_mistakes(std::span<const float> probabilities, std::span<const float> labels);

/// The pictures with the predicted class, its probability, the class and the file's name under each. Requires
/// a mistake. Of more than 120 the surest ones are shown, and the title says so.
cameo::Picture draw_mistakes(std::span<const Mistake> mistakes, const cameo::LoadedImages& images);

}  // namespace faces
