// SPDX-License-Identifier: MIT
#pragma once

#include <cameo/face/face_search-inl.hpp>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "face_transform.hpp"
#include "vault.hpp"

namespace recognize {

/// A person of a gallery.
struct Person {
  std::int64_t id = 0;
  std::string name;
  cameo::FaceMean face;                     ///< of the templates of all pictures
  std::vector<std::uint64_t> fingerprints;  ///< of these pictures
};

/// A person who looks like somebody, and the distance.
struct Match {
  std::string name;
  double distance;
};

/// Pictures of a person.
struct Enrollment {
  std::string name;
  std::vector<cameo::FaceDescriptor> descriptors;
};

/// What the log says of a name that was asked for in vain.
inline constexpr const char* unknown_name = "a name that is not in the gallery";

/// The people whose faces are known, in a file that tells nothing without its key.
class Gallery {
 public:
  /// Makes the file with the first people, or nothing. FileExists where there is a file already.
  static void create(const std::filesystem::path& path, const Credential& credential,
                     std::span<const Enrollment> first);

  /// Reads and checks everything. A Failure as of Vault.
  Gallery(const std::filesystem::path& path, const Credential& credential);

  /// In the order of enrolment.
  const std::vector<Person>& people() const { return people_; }

  /// The person of this name. A Failure, with those whose names are there, when there is none.
  const Person& person(std::string_view name) const;

  /// Nothing when there is nobody of this name.
  const Person* find(std::string_view name) const;

  /// What is kept of a face.
  cameo::FaceMean transformed(const cameo::FaceMean& face) const {
    return {transform_->apply(face.mean), face.scatter};
  }

  /// The nearest people, at most `count`, the nearest first.
  std::vector<Match> nearest(const cameo::FaceMean& face, std::size_t count) const;
  /// The root of the mean of the squared distances to the person's pictures.
  double distance(const cameo::FaceMean& face, const Person& person) const;

  /// Whether this very picture of the person is enrolled.
  bool has(const Person& person, const cameo::FaceDescriptor& descriptor) const;

  /// Pictures of new people, or more of known ones; one that is enrolled already counts once.
  void enroll(std::span<const Enrollment> all);
  /// A Failure when there is nobody of this name, which the log then tells.
  void remove(std::string_view name);

  /// New keys, and all people sealed by them; without the slot of this label, if one is given. Copies of the
  /// file from before stay what they are. Returns the largest change of a distance, by rounding.
  double rotate(std::optional<std::string_view> without = std::nullopt);

  /// Takes what other programs have changed. A Failure where they have removed this key.
  void update();

  /// Notes in the log what is asked of the gallery, of whose people, in the newest state, it is asked.
  void note(std::string command, std::vector<std::int64_t> people, std::string detail);

  Vault& vault() { return vault_; }
  const FaceTransform& transform() const { return *transform_; }

 private:
  void derive_keys();  ///< where the vault has others than before
  std::uint64_t fingerprint(const cameo::FaceDescriptor& descriptor) const;
  void load();             ///< within a transaction
  void load_if_changed();  ///< likewise
  void store(const Person& person);
  void seal();  ///< signs the people as they stand in the file now
  Person& find_or_add(const std::string& name);
  void index_people();

  Vault vault_;
  Secret people_key_;
  std::optional<FaceTransform> transform_;
  Bytes loaded_seal_;  ///< of people_
  std::int64_t next_person_ = 1;
  std::vector<Person> people_;
  std::unordered_map<std::string, std::size_t> by_name_;  ///< indices of people_
  cameo::FaceSearch search_;                              ///< in the order of people_
};

}  // namespace recognize
