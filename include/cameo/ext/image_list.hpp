// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <array>
#include <cctype>
#include <filesystem>
#include <string>
#include <string_view>
#include <system_error>
#include <tuple>
#include <vector>

#include "cameo/ext/image/limits.hpp"

namespace cameo::inline CAMEO_ABI {

/// A picture's file and its class.
struct LabelledFile {
  std::filesystem::path path;
  int label = 0;
};

/// The pictures of a folder with one subfolder a class.
struct ImageList {
  std::vector<std::string> class_names;  ///< label i is class_names[i]
  std::vector<LabelledFile> files;
  std::size_t ignored = 0;  ///< files that are no pictures by their extension
};

/// jpg, jpeg, png, bmp, ppm, pgm or pnm, in capitals or not.
inline bool is_image_name(const std::filesystem::path& path) {
  constexpr std::array<std::string_view, 7> known{".jpg", ".jpeg", ".png", ".bmp", ".ppm", ".pgm", ".pnm"};
  std::string extension = path.extension().string();
  for (char& c : extension) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return std::find(known.begin(), known.end(), extension) != known.end();
}

namespace detail {

inline bool is_hidden(const std::filesystem::path& path) { return path.filename().string().starts_with('.'); }

inline Error folder_error(const std::filesystem::path& folder, std::error_code reason) {
  return picture_error(folder.string(), "the folder cannot be read: ", reason.message());
}

/// Subfolders that are not hidden, sorted by name.
inline Result<std::vector<std::filesystem::path>> class_folders(const std::filesystem::path& folder) {
  std::vector<std::filesystem::path> folders;
  std::error_code reason, not_a_folder;
  std::filesystem::directory_iterator entry(folder, reason);
  for (; !reason && entry != std::filesystem::directory_iterator(); entry.increment(reason))
    if (!is_hidden(entry->path()) && entry->is_directory(not_a_folder)) folders.push_back(entry->path());
  if (reason) return folder_error(folder, reason);
  std::sort(folders.begin(), folders.end(),
            [](const auto& a, const auto& b) { return a.filename().native() < b.filename().native(); });
  return folders;
}

/// All files below a class's folder, hidden ones left out. Each folder's files come before those of its
/// subfolders, both sorted by name.
inline Error add_class(const std::filesystem::path& folder, int label, ImageList& list) {
  std::vector<std::filesystem::path> files;
  std::error_code reason, no_file;
  std::filesystem::recursive_directory_iterator entry(folder, reason);
  for (; !reason && entry != std::filesystem::recursive_directory_iterator(); entry.increment(reason)) {
    if (is_hidden(entry->path())) {
      entry.disable_recursion_pending();
    } else if (entry->is_regular_file(no_file)) {
      if (is_image_name(entry->path()))
        files.push_back(entry->path());
      else
        ++list.ignored;
    }
  }
  if (reason) return folder_error(folder, reason);
  if (files.empty())
    return picture_error(folder.string(), "the class has no picture (jpg, jpeg, png, bmp, ppm, pgm or pnm)");
  std::sort(files.begin(), files.end(), [](const auto& a, const auto& b) {
    return std::tuple(a.parent_path().native(), a.filename().native()) <
           std::tuple(b.parent_path().native(), b.filename().native());
  });
  for (std::filesystem::path& file : files) list.files.push_back({std::move(file), label});
  return {};
}

}  // namespace detail

/// Classes and files as Keras's image_dataset_from_directory finds them: the subfolders in sorted order are
/// the classes, everything below them with a picture's extension is theirs. Hidden files and folders are left
/// out, other files counted. Error: a folder that is missing or unreadable, fewer than two classes, a class
/// without a picture.
inline Result<ImageList> list_images(const std::filesystem::path& folder) {
  const Result<std::vector<std::filesystem::path>> folders = detail::class_folders(folder);
  if (!folders) return folders.error();
  if (folders->empty())
    return detail::picture_error(folder.string(),
                                 "there is no class: a subfolder of pictures for each is needed");
  ImageList list;
  for (const std::filesystem::path& path : *folders) {
    const int label = static_cast<int>(list.class_names.size());
    list.class_names.push_back(path.filename().string());
    if (Error error = detail::add_class(path, label, list)) return error;
  }
  if (folders->size() == 1)
    return detail::picture_error(folder.string(), "there is one class only ('", list.class_names[0],
                                 "'): at least two subfolders of pictures are needed");
  return list;
}

}  // namespace cameo::inline CAMEO_ABI
