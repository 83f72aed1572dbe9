// SPDX-License-Identifier: MIT
#include "template_file.hpp"

#include <fmt/format.h>
#include <sys/stat.h>

#include <cameo/io/atomic_file.hpp>
#include <cameo/io/little_endian.hpp>
#include <cmath>
#include <string>

#include "common/failure.hpp"

namespace recognize {

void write_templates(const std::filesystem::path& path, std::span<const cameo::FaceMean> templates) {
  // The format's version 1: magic, version, the header's length, and the header, which ends at a multiple of
  // 64 bytes.
  std::string header = fmt::format("{{'descr': '<f4', 'fortran_order': False, 'shape': ({}, {}), }}",
                                   templates.size(), template_columns);
  constexpr std::size_t before_header = 10;
  header.append(63 - (before_header + header.size()) % 64, ' ');
  header += '\n';
  std::string file("\x93NUMPY\x01\x00", before_header - 2);
  file += static_cast<char>(header.size());
  file += '\0';
  file += header;
  const auto append = [&](std::span<const std::byte> bytes) {
    file.append(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  };
  for (const cameo::FaceMean& one : templates) {
    const float deviation = std::sqrt(one.scatter);
    cameo::detail::write_numbers(std::span<const float>(one.mean), append);
    cameo::detail::write_numbers(std::span(&deviation, 1), append);
  }
  std::error_code other;  // of somebody else's file: writing it fails too
  if (std::filesystem::is_regular_file(path, other))
    std::filesystem::permissions(path, std::filesystem::perms(0600), other);
  const mode_t before = ::umask(0077);
  const cameo::Error error = cameo::write_file_atomically(path.string(), file);
  ::umask(before);
  examples::check(error);
}

}  // namespace recognize
