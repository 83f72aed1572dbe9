// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <string_view>

namespace examples {

/// A Failure where there is a file that a result would replace, and it is no PNG that says that this program
/// made it (PngOptions::software).
void check_made_by(std::string_view program, const std::filesystem::path& path);

}  // namespace examples
