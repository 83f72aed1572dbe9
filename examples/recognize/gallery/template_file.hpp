// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <span>

#include "face_transform.hpp"

namespace recognize {

/// Writes a NumPy array of 32 bit floats, a row for each template, for its owner's eyes alone.
void write_templates(const std::filesystem::path& path, std::span<const Template> templates);

}  // namespace recognize
