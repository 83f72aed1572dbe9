// SPDX-License-Identifier: MIT
#include "file_rights.hpp"

#include "console.hpp"

namespace examples {

void warn_of_others(const std::filesystem::path& file, std::filesystem::perms rights,
                    std::string_view what_they_can, std::string_view better_mode) {
  std::error_code missing;
  const auto given = std::filesystem::status(file, missing).permissions();
  if (!missing && (given & rights) != std::filesystem::perms::none)
    warn("{}: others can {}; say: chmod {} '{}'\n", file.string(), what_they_can, better_mode, file.string());
}

}  // namespace examples
