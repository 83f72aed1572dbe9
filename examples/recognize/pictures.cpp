// SPDX-License-Identifier: MIT
#include "pictures.hpp"

#include <algorithm>
#include <cameo/ext/image_list.hpp>

#include "common/console.hpp"
#include "common/failure.hpp"
#include "common/interruption.hpp"

namespace recognize {

using namespace examples;

std::vector<Path> list_pictures(const std::vector<Path>& paths) {
  std::vector<Path> pictures;
  for (const Path& path : paths) {
    std::error_code reason;
    if (!std::filesystem::is_directory(path, reason)) {
      pictures.push_back(path);
      continue;
    }
    const std::size_t first = pictures.size();
    std::filesystem::directory_iterator entry(path, reason), end;
    for (; !reason && entry != end; entry.increment(reason))
      if (cameo::is_image_name(entry->path())) pictures.push_back(entry->path());
    if (reason)
      throw Failure(fmt::format("{}: the folder cannot be read: {}", path.string(), reason.message()));
    if (pictures.size() == first)
      throw Failure(fmt::format("{}: there is no picture in the folder", path.string()));
    std::sort(pictures.begin() + static_cast<std::ptrdiff_t>(first), pictures.end());
  }
  return pictures;
}

int for_each_picture(Recognizer& recognizer, const std::vector<Path>& paths, const UseFaces& use) {
  int status = 0;
  const auto tell = [&](const cameo::Error& error, const Path& path, bool named) {
    warn("{}{}\n", named ? "" : path.string() + ": ", error.message());
    status = 1;
  };
  for (const Path& path : paths) {
    if (interrupted()) throw Failure("interrupted");
    const auto picture = recognizer.read(path);
    if (!picture) {
      tell(picture.error(), path, true);
      continue;
    }
    const auto faces = recognizer.faces(*picture);
    if (faces)
      use(path, *picture, *faces);
    else
      tell(faces.error(), path, false);
  }
  return status;
}

}  // namespace recognize
