// SPDX-License-Identifier: MIT
#include "mapped_file.hpp"

#include <fmt/format.h>
#include <sys/mman.h>

#include "common/failure.hpp"

namespace recognize {

namespace mapping = boost::interprocess;

MappedFile::MappedFile(const std::filesystem::path& path) try
    : region_(mapping::file_mapping(path.c_str(), mapping::read_only), mapping::read_only, 0, 0, nullptr,
              MAP_POPULATE) {
} catch (const mapping::interprocess_exception& problem) {
  throw examples::Failure(fmt::format("{}: cannot be read: {}", path.string(), problem.what()));
}

}  // namespace recognize
