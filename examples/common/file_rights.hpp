// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <string_view>

namespace examples {

/// One sentence on stderr, with the remedy, where others than a file's owner have any of these rights to it:
/// "gallery.db: others can use this gallery's file; say: chmod 600 'gallery.db'"
void warn_of_others(const std::filesystem::path& file, std::filesystem::perms rights,
                    std::string_view what_they_can, std::string_view better_mode);

}  // namespace examples
