// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <iterator>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <system_error>
#include <tuple>
#include <utility>
#include <vector>

#include "cameo/ext/image/kind.hpp"
#include "cameo/ext/image/limits.hpp"

namespace cameo::inline CAMEO_ABI {

/// A picture's file and its class.
struct LabelledFile {
  std::filesystem::path path;
  int label = 0;
};

namespace detail {

/// The last part of a name from its dot on, in small letters.
inline std::string extension_of(const std::filesystem::path& path) {
  std::string extension = path.extension().string();
  for (char& c : extension) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return extension;
}

}  // namespace detail

/// A file that stands among pictures and is none that can be read.
struct LeftOutFile {
  std::filesystem::path path;
  std::string kind;  ///< "WebP", "dead link", ".txt", ...
};

/// The pictures of a folder, and all else that is there.
struct ImageList {
  std::vector<std::string> class_names;  ///< label i is class_names[i]
  std::vector<LabelledFile> files;
  std::vector<LeftOutFile> left_out;  ///< in the order of their paths; hidden files are not counted
};

/// How many of each kind: "WebP (3), dead link (1)"; empty for none.
inline std::string count_kinds(std::span<const LeftOutFile> files) {
  std::map<std::string, std::size_t> counts;
  for (const LeftOutFile& file : files) ++counts[file.kind];
  std::string text;
  for (const auto& [kind, count] : counts)
    text += (text.empty() ? "" : ", ") + kind + " (" + std::to_string(count) + ")";
  return text;
}

/// Whether a name is a picture's: it ends with jpg, jpeg, jpe, jfif, png, bmp, dib, ppm, pgm, pbm or pnm, in
/// capitals or not.
inline bool is_image_name(const std::filesystem::path& path) {
  constexpr std::array<std::string_view, 11> known{".jpg", ".jpeg", ".jpe", ".jfif", ".png", ".bmp",
                                                   ".dib", ".ppm",  ".pgm", ".pbm",  ".pnm"};
  return std::find(known.begin(), known.end(), detail::extension_of(path)) != known.end();
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

/// Why an entry of a folder is no picture; empty for one. Names count, so that a picture which cannot be read
/// is an error that names it; so do the first bytes, where they leave no doubt.
inline std::string left_out_kind(const std::filesystem::directory_entry& entry) {
  std::error_code reason;
  const std::filesystem::file_type type = entry.status(reason).type();
  if (type == std::filesystem::file_type::directory) return "linked folder";
  if (is_image_name(entry.path())) return {};
  if (type == std::filesystem::file_type::not_found) return "dead link";
  if (type != std::filesystem::file_type::regular) return "pipe or device";
  std::array<std::uint8_t, image_kind_bytes> bytes{};
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::fopen(entry.path().c_str(), "rb"),
                                                             std::fclose);
  if (!file) return "unreadable file";
  const std::size_t size = std::fread(bytes.data(), 1, bytes.size(), file.get());
  const std::string_view kind = image_kind(std::span(bytes).first(size));
  if (kind == "JPEG" || kind == "PNG") return {};
  const std::string extension = extension_of(entry.path());
  const bool doubtful = kind.empty() || kind == "BMP" || kind == "PNM";
  if (!doubtful) return std::string(kind);
  return extension.empty() ? size == 0 ? "empty file" : "file without extension" : extension;
}

inline bool comes_before(const std::filesystem::path& a, const std::filesystem::path& b) {
  return std::tuple(a.parent_path().native(), a.filename().native()) <
         std::tuple(b.parent_path().native(), b.filename().native());
}

inline void add_left_out(std::vector<LeftOutFile> files, ImageList& list) {
  std::sort(files.begin(), files.end(),
            [](const LeftOutFile& a, const LeftOutFile& b) { return comes_before(a.path, b.path); });
  std::move(files.begin(), files.end(), std::back_inserter(list.left_out));
}

/// All files below a class's folder, hidden ones left out. Each folder's files come before those of its
/// subfolders, both sorted by name.
/// Error: no picture below the folder, which is `what`.
inline Error add_class(const std::filesystem::path& folder, std::string_view what, int label,
                       ImageList& list) {
  std::vector<std::filesystem::path> files;
  std::vector<LeftOutFile> left_out;
  std::error_code reason, unknown;
  std::filesystem::recursive_directory_iterator entry(folder, reason);
  for (; !reason && entry != std::filesystem::recursive_directory_iterator(); entry.increment(reason)) {
    if (is_hidden(entry->path())) {
      entry.disable_recursion_pending();
      continue;
    }
    if (entry->is_directory(unknown) && !entry->is_symlink(unknown)) continue;
    if (std::string kind = left_out_kind(*entry); kind.empty())
      files.push_back(entry->path());
    else
      left_out.push_back({entry->path(), std::move(kind)});
  }
  if (reason) return folder_error(folder, reason);
  if (files.empty()) {
    const std::string others = count_kinds(left_out);
    return picture_error(folder.string(), what, " has no picture (JPEG, PNG, BMP or PNM)",
                         others.empty() ? "" : ", but other files are there: ", others);
  }
  std::sort(files.begin(), files.end(), comes_before);
  for (std::filesystem::path& file : files) list.files.push_back({std::move(file), label});
  add_left_out(std::move(left_out), list);
  return {};
}

/// Files beside the folders of classes.
inline Error add_loose_files(const std::filesystem::path& folder, ImageList& list) {
  std::vector<LeftOutFile> left_out;
  std::error_code reason, unknown;
  std::filesystem::directory_iterator entry(folder, reason);
  for (; !reason && entry != std::filesystem::directory_iterator(); entry.increment(reason)) {
    if (is_hidden(entry->path()) || entry->is_directory(unknown)) continue;
    const std::string kind = left_out_kind(*entry);
    left_out.push_back({entry->path(), kind.empty() ? "picture outside the classes" : kind});
  }
  if (reason) return folder_error(folder, reason);
  add_left_out(std::move(left_out), list);
  return {};
}

}  // namespace detail

/// Classes and files as Keras's image_dataset_from_directory finds them: the subfolders in sorted order are
/// the classes, every picture below them is theirs: files with a picture's name, and JPEGs and PNGs by any
/// other name. Hidden files and folders are passed over; all else, files beside the classes too, is in
/// `left_out`. Error: a folder that is missing or unreadable, fewer than two classes, a class without a
/// picture.
inline Result<ImageList> list_images(const std::filesystem::path& folder) {
  const Result<std::vector<std::filesystem::path>> folders = detail::class_folders(folder);
  if (!folders) return folders.error();
  if (folders->empty())
    return detail::picture_error(folder.string(),
                                 "there is no class: a subfolder of pictures for each is needed");
  ImageList list;
  if (Error error = detail::add_loose_files(folder, list)) return error;
  for (const std::filesystem::path& path : *folders) {
    const int label = static_cast<int>(list.class_names.size());
    list.class_names.push_back(path.filename().string());
    if (Error error = detail::add_class(path, "the class", label, list)) return error;
  }
  if (folders->size() == 1)
    return detail::picture_error(folder.string(), "there is one class only ('", list.class_names[0],
                                 "'): at least two subfolders of pictures are needed");
  return list;
}

/// Every picture below a folder without classes, found and sorted as list_images does; all labels are 0.
/// Error: a folder that is missing or unreadable, or without a picture.
inline Result<ImageList> list_unlabelled_images(const std::filesystem::path& folder) {
  ImageList list;
  if (Error error = detail::add_class(folder, "the folder", 0, list)) return error;
  return list;
}

}  // namespace cameo::inline CAMEO_ABI
