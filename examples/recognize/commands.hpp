// SPDX-License-Identifier: MIT
#pragma once

#include <cameo/face/face_search-inl.hpp>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "common/as_written.hpp"

// The subcommands of `recognize`. Each throws a Failure, or returns the exit status: 1 where a picture could
// not be read or used, 2 where `compare` and `verify` say no, 3 where `verify` is not sure.

namespace recognize {

using Path = std::filesystem::path;

/// What every command that looks at pictures needs.
struct CommonOptions {
  Path models;  ///< folder of the network and of the shape predictor
  int upsamplings = 1;
  Path json;  ///< empty: none
};

/// The distance up to which two faces are taken for one person's.
struct ToleranceOption {
  double tolerance = examples::as_written(cameo::same_person_distance);
};

struct FindOptions : CommonOptions {
  std::vector<Path> pictures;
};
int find(const FindOptions& options);

struct CompareOptions : CommonOptions, ToleranceOption {
  Path first, second;
};
int compare(const CompareOptions& options);

struct GalleryOptions : CommonOptions {
  Path gallery = "gallery.db";
  Path key_file;  ///< empty: a passphrase
};

struct EnrollOptions : GalleryOptions, ToleranceOption {
  std::string name;
  std::vector<Path> pictures;
};
int enroll(const EnrollOptions& options);

/// When a face is somebody's.
struct DecisionOptions {
  static constexpr double most_far = 0.5;
  double far = 1e-3;                ///< part of the strangers who may pass for anybody in the gallery
  Path report;                      ///< of thresholds; empty: those of the published network
  std::optional<double> tolerance;  ///< instead of all this
};

struct IdentifyOptions : GalleryOptions, DecisionOptions {
  std::vector<Path> pictures;
  Path output;  ///< folder of pictures with boxes and names; empty: none
};
int identify(const IdentifyOptions& options);

struct VerifyOptions : GalleryOptions, DecisionOptions {
  std::string name;
  Path picture;
};
int verify(const VerifyOptions& options);

int list(const GalleryOptions& options);

struct RemoveOptions : GalleryOptions {
  std::string name;
};
int remove(const RemoveOptions& options);

struct ExportOptions : GalleryOptions {
  std::vector<Path> pictures;  ///< none: the people of the gallery
  Path npy;
};
int export_templates(const ExportOptions& options);

int show_log(const GalleryOptions& options);

struct KeyOptions : GalleryOptions {
  std::string label;
  std::string role = "verify";
  Path new_key_file;  ///< empty: a passphrase; of 'key make' the file that is made
};
int make_key(const KeyOptions& options);
int list_keys(const KeyOptions& options);
int add_key(const KeyOptions& options);
int change_key(const KeyOptions& options);
int remove_key(const KeyOptions& options);
int rotate_keys(const KeyOptions& options);

/// As the command face_recognition of Python's package.
struct FolderOptions : CommonOptions, ToleranceOption {
  Path known, unknown;
  bool show_distance = false;
};
int recognize_folders(const FolderOptions& options);

}  // namespace recognize
