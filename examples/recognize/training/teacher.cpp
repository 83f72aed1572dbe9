// SPDX-License-Identifier: MIT
#include "teacher.hpp"

#include <algorithm>
#include <cmath>

#include "common/failure.hpp"
#include "common/interruption.hpp"
#include "recognize/recognizer.hpp"

namespace recognize {

using namespace cameo;
using namespace examples;

namespace {

/// From descriptors to directions. Of no descriptor is left what it is, zeros.
void center(std::vector<FaceDescriptor>& descriptors) {
  const auto is_known = [](const FaceDescriptor& one) { return one != FaceDescriptor{}; };
  const auto known = std::count_if(descriptors.begin(), descriptors.end(), is_known);
  std::array<double, std::tuple_size_v<FaceDescriptor>> mean{};
  for (const FaceDescriptor& one : descriptors)
    for (std::size_t i = 0; i < mean.size(); ++i)
      mean[i] += static_cast<double>(one[i]) / static_cast<double>(known);
  for (FaceDescriptor& one : descriptors) {
    if (!is_known(one)) continue;
    double square = 0;
    for (std::size_t i = 0; i < mean.size(); ++i) {
      one[i] -= static_cast<float>(mean[i]);
      square += static_cast<double>(one[i]) * static_cast<double>(one[i]);
    }
    const auto inverse = static_cast<float>(1 / std::fmax(std::sqrt(square), 1e-12));
    for (float& value : one) value *= inverse;
  }
}

}  // namespace

std::vector<FaceDescriptor> teacher_directions(const CommonOptions& options,
                                               const std::vector<Path>& pictures) {
  Recognizer recognizer(options);
  std::vector<FaceDescriptor> directions;
  for (const Path& picture : pictures) {
    if (interrupted()) throw Failure("interrupted before training");
    const Result<Face> face = recognizer.central_face(picture);
    directions.push_back(face ? face->descriptor : FaceDescriptor{});
  }
  center(directions);
  return directions;
}

}  // namespace recognize
