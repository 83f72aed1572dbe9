// SPDX-License-Identifier: MIT
#pragma once

#include <cameo/face/face_distance-inl.hpp>
#include <filesystem>
#include <span>

namespace recognize {

/// Writes a NumPy array of 32 bit floats, for its owner's eyes alone: of each the mean template, then the
/// root of its scatter. So the distance of two rows is that of their faces, where one is a single picture.
void write_templates(const std::filesystem::path& path, std::span<const cameo::FaceMean> templates);

/// Numbers in a row of it.
inline constexpr std::size_t template_columns = std::tuple_size_v<cameo::FaceDescriptor> + 1;

}  // namespace recognize
