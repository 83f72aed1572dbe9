// SPDX-License-Identifier: MIT
#include "made_by.hpp"

#include <fmt/format.h>

#include <array>
#include <cameo/ext/image/kind.hpp>
#include <fstream>
#include <string>

#include "failure.hpp"

namespace examples {

namespace fs = std::filesystem;

namespace {

/// The first bytes of a file.
using Head = std::array<char, 64>;

Head head_of(const fs::path& path) {
  Head head{};
  std::ifstream(path, std::ios::binary).read(head.data(), head.size());
  return head;
}

/// It has the signature and first chunk of a PNG, behind which write_png() puts the text.
bool is_made_by(std::string_view program, const Head& head) {
  const std::string text = std::string("tEXtSoftware\0", 13).append(program);
  return std::string_view(head.data(), head.size()).find(text) != std::string_view::npos;
}

bool is_picture(const Head& head) {
  return !cameo::image_kind({reinterpret_cast<const std::uint8_t*>(head.data()), head.size()}).empty();
}

}  // namespace

void check_made_by(std::string_view program, const fs::path& path) {
  std::error_code missing;
  if (fs::is_regular_file(path, missing) && !is_made_by(program, head_of(path)))
    throw Failure(
        fmt::format("{}: a result would replace it, but {} has not made it; give an --output of its own",
                    path.string(), program));
}

void check_no_others(std::string_view program, const fs::path& folder) {
  std::error_code unreadable;
  fs::directory_iterator entry(folder, unreadable);
  for (; !unreadable && entry != fs::directory_iterator(); entry.increment(unreadable)) {
    std::error_code dangling;
    if (!entry->is_regular_file(dangling)) continue;  // a pipe would be waited for
    if (const Head head = head_of(*entry); is_picture(head) && !is_made_by(program, head))
      throw Failure(
          fmt::format("{}: the results cannot lie among pictures that {} has not made, such as {}; give "
                      "another --output",
                      folder.string(), program, entry->path().filename().string()));
  }
}

}  // namespace examples
