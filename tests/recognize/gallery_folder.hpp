// SPDX-License-Identifier: MIT
#pragma once

#include <stdlib.h>
#include <unistd.h>

#include <cmath>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <string>

#include "recognize/gallery/gallery.hpp"

// What the tests of galleries share.

namespace recognize {

/// A folder for a gallery and its keys, removed at the end. What users have seen last is remembered in it
/// too.
class GalleryFolder {
 public:
  GalleryFolder() {
    std::string name = (std::filesystem::temp_directory_path() / "recognize-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("no folder for the test");
    path_ = name;
    ::setenv("XDG_STATE_HOME", (path_ / "state").c_str(), 1);
    make_key_file(path_ / "owner.key");
  }
  GalleryFolder(const GalleryFolder&) = delete;
  GalleryFolder& operator=(const GalleryFolder&) = delete;
  ~GalleryFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }

  std::filesystem::path operator/(const char* name) const { return path_ / name; }
  std::filesystem::path gallery() const { return path_ / "gallery.db"; }
  Credential owner() const { return Credential::from_key_file(path_ / "owner.key"); }
  void make() const { Vault::create(gallery(), owner()); }
  Gallery open() const { return {gallery(), owner()}; }
  void forget_what_was_seen() const { std::filesystem::remove_all(path_ / "state"); }

 private:
  std::filesystem::path path_;
};

/// Whole files.
inline std::string content_of(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}
inline void replace_content(const std::filesystem::path& path, const std::string& content) {
  std::ofstream(path, std::ios::binary | std::ios::trunc) << content;
}

/// Made-up faces: pictures of a person are near each other, those of two people are not.
class Faces {
 public:
  explicit Faces(unsigned seed) : random_(seed) {}

  cameo::FaceDescriptor picture_of(unsigned person) {
    std::mt19937 own(1000 + person);
    cameo::FaceDescriptor descriptor;
    for (float& value : descriptor) value = 0.1f * normal_(own);
    normal_.reset();
    for (float& value : descriptor) value += 0.03f * normal_(random_);
    normal_.reset();
    return descriptor;
  }

 private:
  std::mt19937 random_;
  std::normal_distribution<float> normal_;
};

/// People 0, 1, ... named "person 0", "person 1", ..., with a picture each.
inline void enroll_people(Gallery& gallery, unsigned first, unsigned count, unsigned seed = 1) {
  Faces faces(seed);
  std::vector<Enrollment> all;
  for (unsigned person = first; person < first + count; ++person)
    all.push_back({"person " + std::to_string(person), {faces.picture_of(person)}});
  gallery.enroll(all);
}

/// What is in a gallery, to be compared.
inline std::string people_in(const Gallery& gallery) {
  std::string text;
  for (const Person& person : gallery.people()) {
    text += person.name + ' ' + std::to_string(person.fingerprints.size()) + ' ' +
            std::to_string(person.face.scatter);
    for (const float value : person.face.mean) text += ' ' + std::to_string(value);
    text += '\n';
  }
  return text;
}

/// The sentence of the Failure of a call; empty without one.
template <class Call>
std::string failure_of(const Call& call) {
  try {
    call();
  } catch (const examples::Failure& failure) {
    return failure.what();
  }
  return {};
}

}  // namespace recognize
