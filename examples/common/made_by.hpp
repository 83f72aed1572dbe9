// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <string_view>

namespace examples {

/// A Failure where there is a file that a result would replace, and it is no PNG that says that this program
/// made it (PngOptions::software).
void check_made_by(std::string_view program, const std::filesystem::path& path);

/// A Failure where the folder, which may be missing, holds a picture that this program has not made: whoever
/// reads that folder, such as a training, would take a result for one of its pictures.
void check_no_others(std::string_view program, const std::filesystem::path& folder);

}  // namespace examples
