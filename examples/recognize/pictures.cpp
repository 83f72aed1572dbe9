// SPDX-License-Identifier: MIT
#include "pictures.hpp"

#include <algorithm>

#include "common/console.hpp"
#include "common/failure.hpp"
#include "common/interruption.hpp"

namespace recognize {

using namespace examples;

namespace {

/// Adds the pictures of a folder; returns what is wrong with it.
std::string add_folder(const Path& folder, std::vector<Path>& pictures) {
  const std::size_t first = pictures.size();
  std::vector<cameo::LeftOutFile> others;
  std::error_code reason, unknown;
  std::filesystem::directory_iterator entry(folder, reason), end;
  for (; !reason && entry != end; entry.increment(reason)) {
    if (cameo::detail::is_hidden(entry->path()) || entry->is_directory(unknown)) continue;
    if (std::string kind = cameo::detail::left_out_kind(*entry); kind.empty())
      pictures.push_back(entry->path());
    else
      others.push_back({entry->path(), std::move(kind)});
  }
  std::sort(pictures.begin() + static_cast<std::ptrdiff_t>(first), pictures.end());
  if (reason) return fmt::format("{}: the folder cannot be read: {}", folder.string(), reason.message());
  tell_left_out(folder, others);
  if (pictures.size() == first) return fmt::format("{}: there is no picture in the folder", folder.string());
  return {};
}

}  // namespace

void tell_left_out(const Path& folder, std::span<const cameo::LeftOutFile> files) {
  if (!files.empty()) warn("{}: left out: {}\n", folder.string(), cameo::count_kinds(files));
}

void PictureList::leave_out(const Path& path, std::string_view sentence) {
  warn("{}\n", sentence);
  unreadable.push_back({path, std::string(sentence)});
}

PictureList list_pictures(const std::vector<Path>& paths) {
  PictureList list;
  std::vector<Unreadable> faults;
  for (const Path& path : paths) {
    std::error_code reason;
    if (!std::filesystem::is_directory(path, reason))
      list.files.push_back(path);
    else if (const std::string fault = add_folder(path, list.files); !fault.empty())
      faults.push_back({path, fault});
  }
  if (list.files.empty() && !faults.empty()) throw Failure(faults.back().sentence);
  for (const Unreadable& fault : faults) list.leave_out(fault.path, fault.sentence);
  return list;
}

void for_each_picture(Recognizer& recognizer, PictureList& list, const UseFaces& use) {
  for (const Path& path : list.files) {
    if (interrupted()) throw Failure("interrupted");
    const auto picture = recognizer.read(path);
    if (!picture) {
      list.leave_out(path, picture.error().message());
      continue;
    }
    const auto faces = recognizer.faces(*picture);
    if (faces)
      use(path, *picture, *faces);
    else
      list.leave_out(path, fmt::format("{}: {}", path.string(), faces.error().message()));
  }
}

}  // namespace recognize
