// SPDX-License-Identifier: MIT
#include <algorithm>
#include <cameo/ext/image_folder.hpp>
#include <filesystem>

#include "faces/accuracy.hpp"

using namespace cameo;

namespace face_or_not_test {

using Path = std::filesystem::path;

std::vector<Path> sorted_entries(const Path& folder) {
  std::vector<Path> entries;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) entries.push_back(entry.path());
  std::sort(entries.begin(), entries.end());
  return entries;
}

/// The first pictures of each person.
std::vector<LabelledFile> faces_of(const Path& people, std::size_t each) {
  std::vector<LabelledFile> files;
  for (const Path& person : sorted_entries(people)) {
    const std::vector<Path> pictures = sorted_entries(person);
    for (std::size_t i = 0; i < std::min(each, pictures.size()); ++i) files.push_back({pictures[i], 1});
  }
  return files;
}

/// The pictures of every fourth category, or those of the others.
std::vector<LabelledFile> others_of(const Path& categories, bool every_fourth) {
  std::vector<LabelledFile> files;
  const std::vector<Path> folders = sorted_entries(categories);
  for (std::size_t i = 0; i < folders.size(); ++i)
    if ((i % 4 == 3) == every_fourth)
      for (const Path& picture : sorted_entries(folders[i])) files.push_back({picture, 0});
  return files;
}

/// Without every tenth, which is the validation's.
std::vector<LabelledFile> without_tenths(const std::vector<LabelledFile>& files) {
  std::vector<LabelledFile> kept;
  for (std::size_t i = 0; i < files.size(); ++i)
    if (i % 10 != 9) kept.push_back(files[i]);
  return kept;
}

LoadedImages load(std::vector<LabelledFile> faces, const std::vector<LabelledFile>& others,
                  Result<Picture> (*prepare)(PictureView, std::array<int, 3>)) {
  faces.insert(faces.end(), others.begin(), others.end());
  Result<LoadedImages> images = load_images(faces, {64, 64, 3}, {.prepare = prepare, .strict = true});
  INFO(images.error().message());
  REQUIRE(images);
  return *std::move(images);
}

/// The photographs' folder; null, with the reason, where this is not to run.
const char* photographs() {
#ifdef NDEBUG
  const char* data = std::getenv("CAMEO_TEST_DATA");
  if (data == nullptr) WARN("CAMEO_TEST_DATA names no folder of photographs");
  return data;
#else
  WARN("without optimisation this takes an hour");
  return nullptr;
#endif
}

double face_or_not(const Path& data, Result<Picture> (*prepare)(PictureView, std::array<int, 3>)) {
  const LoadedImages train = load(without_tenths(faces_of(data / "lfw/view1_train", 2)),
                                  without_tenths(others_of(data / "nonfaces", false)), prepare);
  const LoadedImages test =
      load(faces_of(data / "lfw/view1_test", 1), others_of(data / "nonfaces", true), prepare);
  REQUIRE(test.paths.size() == 1711 + 391);
  return cameo_test::mean_accuracy(train.dataset(), test.dataset(), 3);
}

// People and categories to test are none of those to train. Keras on the same pictures: .996 and .991.

TEST_CASE("Face or not, pictures squeezed") {
  const char* data = photographs();
  if (data == nullptr) CAMEO_SKIP("this needs the photographs and a release build");
  CHECK(face_or_not(data, squeeze) >= 0.993);
}

TEST_CASE("Face or not, middle squares") {
  const char* data = photographs();
  if (data == nullptr) CAMEO_SKIP("this needs the photographs and a release build");
  CHECK(face_or_not(data, squeeze_center_square) >= 0.985);
}

}  // namespace face_or_not_test
