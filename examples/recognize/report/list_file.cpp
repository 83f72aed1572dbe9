// SPDX-License-Identifier: MIT
#include "list_file.hpp"

#include <fmt/format.h>

#include "common/failure.hpp"
#include "common/file_roles.hpp"

namespace recognize {

using namespace examples;

ListFile::ListFile(const std::filesystem::path& file, std::size_t most_bytes)
    : content_(value_of(cameo::read_file(file.string(), most_bytes))) {
  if (begins_as_key_file(text()))
    throw Failure(fmt::format("{}: is a key file, but a list is expected", file.string()));
}

std::string_view ListFile::text() const {
  return {reinterpret_cast<const char*>(content_.bytes().data()), content_.bytes().size()};
}

}  // namespace recognize
