// SPDX-License-Identifier: MIT
#pragma once

#include <cameo/face/face_search-inl.hpp>
#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace recognize {

/// A person of a gallery.
struct Person {
  std::string name;
  std::size_t pictures = 0;  ///< that the descriptor is the mean of
  cameo::FaceDescriptor descriptor{};
};

/// A person who looks like somebody, and the distance.
struct Match {
  std::string name;
  double distance;
};

/// The people whose faces are known, in a file. All that is known of the file's format is in gallery.cpp.
class Gallery {
 public:
  /// Reads the file; an empty gallery where there is none yet, unless it `must_exist`. A Failure when it
  /// cannot be read or is damaged.
  explicit Gallery(const std::filesystem::path& path, bool must_exist = true);

  const std::vector<Person>& people() const { return people_; }

  /// The person of this name. A Failure, with those whose names are there, when there is none.
  const Person& person(std::string_view name) const;

  /// One more picture of a person: the descriptor becomes the mean of all of them.
  void add(std::string_view name, const cameo::FaceDescriptor& descriptor);

  /// A Failure when there is nobody of this name.
  void remove(std::string_view name);

  /// The nearest people, at most `count`, the nearest first.
  std::vector<Match> nearest(const cameo::FaceDescriptor& descriptor, std::size_t count) const;

  /// Writes the file, whole or not at all, for its owner's eyes alone.
  void save() const;

 private:
  std::filesystem::path path_;
  std::vector<Person> people_;
  cameo::FaceSearch search_;  ///< in the order of people_
};

}  // namespace recognize
