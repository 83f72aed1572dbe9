// SPDX-License-Identifier: MIT
// make_seeds FOLDER: writes the first inputs of each fuzzer to FOLDER/NAME_fuzz.
#include <cstdio>

#include "image_seeds.hpp"

namespace {

bool write_seeds(const std::filesystem::path& folder,
                 const std::map<std::string, image_bytes::Bytes>& seeds) {
  std::error_code reason;
  std::filesystem::create_directories(folder, reason);
  bool good = !reason;
  for (const auto& [name, bytes] : seeds) {
    std::FILE* file = std::fopen((folder / name).c_str(), "wb");
    good = file && std::fwrite(bytes.data(), 1, bytes.size(), file) == bytes.size() && good;
    if (file) good = std::fclose(file) == 0 && good;
  }
  if (!good) std::fprintf(stderr, "make_seeds: '%s' cannot be written\n", folder.c_str());
  return good;
}

}  // namespace

int main(int arguments, char** values) {
  if (arguments != 2) {
    std::fprintf(stderr, "usage: make_seeds FOLDER\n");
    return 2;
  }
  return write_seeds(std::filesystem::path(values[1]) / "image_fuzz", image_seeds()) ? 0 : 1;
}
