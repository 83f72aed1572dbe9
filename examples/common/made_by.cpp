// SPDX-License-Identifier: MIT
#include "made_by.hpp"

#include <fmt/format.h>

#include <array>
#include <fstream>
#include <string>

#include "failure.hpp"

namespace examples {

void check_made_by(std::string_view program, const std::filesystem::path& path) {
  std::error_code missing;
  if (!std::filesystem::is_regular_file(path, missing)) return;
  // The signature and first chunk of a PNG, behind which write_png() puts the text.
  std::array<char, 64> head{};
  std::ifstream(path, std::ios::binary).read(head.data(), head.size());
  const std::string text = std::string("tEXtSoftware\0", 13).append(program);
  if (std::string_view(head.data(), head.size()).find(text) == std::string_view::npos)
    throw Failure(
        fmt::format("{}: a result would replace it, but {} has not made it; give an --output of its own",
                    path.string(), program));
}

}  // namespace examples
