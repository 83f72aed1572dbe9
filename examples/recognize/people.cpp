// SPDX-License-Identifier: MIT
#include "common/console.hpp"
#include "common/failure.hpp"
#include "common/interruption.hpp"
#include "gallery_access.hpp"
#include "pictures.hpp"
#include "results.hpp"

namespace recognize {

using namespace examples;

namespace {

/// Nothing where there is no gallery yet.
std::optional<Gallery> open_to_enroll(const EnrollOptions& options) {
  Vault::remove_left_over(options.gallery);
  std::error_code unreadable;
  if (!std::filesystem::exists(options.gallery, unreadable) && !unreadable) return std::nullopt;
  Gallery gallery = open_gallery(options);
  gallery.vault().require(Role::enroll, "enroll");
  return gallery;
}

struct EnrolledPicture {
  Path path;
  cameo::FaceDescriptor descriptor;
};

/// The faces of pictures that have one good enough; what is wrong with the others is left out.
std::vector<EnrolledPicture> faces_to_enroll(Recognizer& recognizer, PictureList& list) {
  std::vector<EnrolledPicture> faces;
  for (const Path& path : list.files) {
    if (interrupted()) throw Failure("interrupted: nobody is enrolled");
    if (const auto face = recognizer.only_face(path))
      faces.push_back({path, face->descriptor});
    else
      list.leave_out(path, face.error().message());
  }
  return faces;
}

/// Leaves out pictures that are enrolled already, or come before in the list: each counts once. Returns
/// them.
std::vector<std::string> leave_out_again(const Gallery* gallery, std::vector<EnrolledPicture>& faces,
                                         const EnrollOptions& options) {
  const Person* person = gallery ? gallery->find(options.name) : nullptr;
  std::vector<std::string> again;
  std::vector<EnrolledPicture> others;
  for (const EnrolledPicture& face : faces) {
    const auto same = std::find_if(others.begin(), others.end(), [&](const EnrolledPicture& other) {
      return other.descriptor == face.descriptor;
    });
    const bool is_enrolled = person && gallery->has(*person, face.descriptor);
    if (!is_enrolled && same == others.end()) {
      others.push_back(face);
      continue;
    }
    warn("{}: is the same picture as {}; it counts once\n", face.path.string(),
         is_enrolled ? "one that is enrolled" : same->path.string());
    again.push_back(face.path.string());
  }
  faces = std::move(others);
  return again;
}

/// Leaves out faces that are farther than the tolerance from the person as enrolled so far, the pictures
/// before included: a template of two people would let both pass, and strangers between them.
void leave_out_others(const Gallery* gallery, std::vector<EnrolledPicture>& faces, PictureList& list,
                      const EnrollOptions& options) {
  const Person* person = gallery ? gallery->find(options.name) : nullptr;
  cameo::FaceMean so_far;
  std::size_t pictures = 0;
  if (person) {
    so_far = person->face;
    pictures = person->fingerprints.size();
  }
  std::erase_if(faces, [&](const EnrolledPicture& face) {
    const cameo::FaceMean kept = person ? gallery->transformed(face.descriptor) : face.descriptor;
    const double distance = pictures > 0 ? as_written(cameo::face_distance(kept, so_far)) : 0;
    if (distance <= options.tolerance) {
      cameo::mix(so_far, kept, 1 / static_cast<float>(++pictures));
      return false;
    }
    list.leave_out(
        face.path,
        fmt::format("{}: another person's face than {}'s so far? The distance is {:.3f}, more than "
                    "the tolerance of {:.3g}",
                    face.path.string(), options.name, distance, options.tolerance));
    return true;
  });
}

void warn_of_resemblance(const Gallery& gallery, const std::vector<EnrolledPicture>& faces,
                         const EnrollOptions& options) {
  for (const EnrolledPicture& face : faces)
    for (const Match& match : gallery.nearest(face.descriptor, 1))
      if (match.name != options.name && match.distance <= options.tolerance)
        warn("{}: looks like {} too (distance {:.3f})\n", face.path.string(), match.name, match.distance);
}

}  // namespace

int enroll(const EnrollOptions& options) {
  check_name(options.name, "a person's name", 255);
  if (cameo::is_image_name(options.name))
    throw Failure(
        fmt::format("'{}' is a picture's name; the person's comes before the pictures", options.name));
  check_files(options, options.pictures);
  PictureList list = list_pictures(options.pictures);
  Recognizer recognizer(options);
  std::optional<Gallery> gallery = open_to_enroll(options);
  std::optional<Credential> credential;  // of a gallery that is made only if there is somebody to be kept
  if (!gallery) credential = credential_of_new_gallery(options);
  std::vector<EnrolledPicture> faces = faces_to_enroll(recognizer, list);
  const std::vector<std::string> again = leave_out_again(gallery ? &*gallery : nullptr, faces, options);
  leave_out_others(gallery ? &*gallery : nullptr, faces, list, options);
  if (faces.empty() && again.empty())
    throw Failure(fmt::format("{} is not enrolled: no picture can be used", options.name));
  Enrollment enrollment{.name = options.name, .descriptors = {}};
  for (const EnrolledPicture& face : faces) enrollment.descriptors.push_back(face.descriptor);
  if (gallery) {
    warn_of_resemblance(*gallery, faces, options);
    gallery->enroll({&enrollment, 1});
  } else {
    gallery = make_gallery(options, *credential, {&enrollment, 1});
  }
  tell_of_change(fmt::format("{} is enrolled", options.name), [&] {
    say("{}: {} enrolled, {} in all; {} in {}\n", options.name, counted(faces.size(), "picture"),
        gallery->person(options.name).fingerprints.size(),
        counted(gallery->people().size(), "person", "people"), options.gallery.string());
    write_json(options, recognizer.milliseconds,
               {{"name", options.name},
                {"enrolled", faces.size()},
                {"again", again},
                {"refused", to_json(list.unreadable)},
                {"tolerance", options.tolerance}});
  });
  return list.status();
}

int list(const GalleryOptions& options) {
  check_files(options);
  Gallery gallery = open_gallery(options);
  gallery.vault().require(Role::enroll, "list");
  gallery.note("list", {}, "");
  json people = json::array();
  for (const Person& person : gallery.people()) {
    const std::size_t pictures = person.fingerprints.size();
    say("{}: {}\n", person.name, counted(pictures, "picture"));
    people.push_back({{"name", person.name}, {"pictures", pictures}});
  }
  write_json(options, {}, {{"people", people}});
  return 0;
}

int remove(const RemoveOptions& options) {
  check_files(options);
  open_gallery(options).remove(options.name);
  const std::string done = fmt::format("{} is removed", options.name);
  tell_of_change(done, [&] {
    say("{}\n", done);
    write_json(options, {}, {{"removed", options.name}});
  });
  return 0;
}

}  // namespace recognize
