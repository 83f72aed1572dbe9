// SPDX-License-Identifier: MIT
#include "recognize/gallery/template_file.hpp"

#include <sys/stat.h>

#include <cameo/io/npy.hpp>
#include <cmath>
#include <cstdlib>
#include <limits>

#include "catch.hpp"
#include "gallery_folder.hpp"

using namespace recognize;

namespace template_file_test {

TEST_CASE("Exported templates are a NumPy array whose nearest rows are the gallery's nearest people") {
  const GalleryFolder folder;
  folder.make();
  Gallery gallery = folder.open();
  enroll_people(gallery, 0, 300);
  enroll_people(gallery, 100, 100, 2);  // a second picture
  std::vector<cameo::FaceMean> templates;
  for (const Person& person : gallery.people()) templates.push_back(person.face);
  const auto path = folder / "templates.npy";
  write_templates(path, templates);
  struct stat status {};
  REQUIRE(::stat(path.c_str(), &status) == 0);
  CHECK((status.st_mode & 0777) == 0600);

  const std::string file = content_of(path);
  const auto array = cameo::NpyView::open(std::as_bytes(std::span(file)), "templates.npy");
  REQUIRE(array);
  CHECK((file.size() - array->size() * sizeof(float)) % 64 == 0);
  REQUIRE(array->shape().rank == 2);
  REQUIRE(array->shape().sizes[0] == 300);
  REQUIRE(array->shape().sizes[1] == 129);
  Faces faces(11);
  for (unsigned person = 0; person < 300; person += 13) {
    const cameo::FaceDescriptor picture = faces.picture_of(person);
    const cameo::FaceMean query = gallery.transformed(picture);
    std::size_t nearest = 0;
    double least = std::numeric_limits<double>::max();
    for (std::size_t row = 0; row < 300; ++row) {
      double square = std::pow((*array)[row * 129 + 128], 2);
      for (std::size_t i = 0; i < 128; ++i)
        square += std::pow((*array)[row * 129 + i] - static_cast<double>(query.mean[i]), 2);
      if (square < least) {
        least = square;
        nearest = row;
      }
    }
    const Match match = gallery.nearest(picture, 1)[0];
    CHECK(gallery.people()[nearest].name == match.name);
    CHECK(std::sqrt(least) == Approx(match.distance).epsilon(1e-4));
  }
}

// faiss.sh compares what another program finds.
TEST_CASE("A gallery, pictures to look for, and who is found, for other programs") {
  const char* output = std::getenv("CAMEO_FAISS_FOLDER");
  if (output == nullptr) return;
  const GalleryFolder folder;
  folder.make();
  Gallery gallery = folder.open();
  enroll_people(gallery, 0, 2000);
  enroll_people(gallery, 500, 1000, 2);  // a second picture
  std::vector<cameo::FaceMean> templates, queries;
  for (const Person& person : gallery.people()) templates.push_back(person.face);
  std::ofstream found(std::filesystem::path(output) / "found.txt");
  Faces faces(12);
  for (unsigned person = 0; person < 2000; person += 10) {
    const cameo::FaceDescriptor picture = faces.picture_of(person);
    queries.push_back(gallery.transformed(picture));
    for (const Match& match : gallery.nearest(picture, 5))
      found << match.name.substr(match.name.find(' ') + 1) << ' ' << match.distance << '\n';
  }
  write_templates(std::filesystem::path(output) / "templates.npy", templates);
  write_templates(std::filesystem::path(output) / "queries.npy", queries);
}

}  // namespace template_file_test
