// SPDX-License-Identifier: MIT
#include <cameo/data/flip.hpp>
#include <cameo/data/load_sample.hpp>
#include <cameo/data/rotate.hpp>
#include <cameo/ext/contact_sheet.hpp>
#include <cameo/ext/image/write_png.hpp>
#include <exception>
#include <set>

#include "commands.hpp"
#include "common/console.hpp"
#include "common/failure.hpp"
#include "common/file_roles.hpp"
#include "common/interruption.hpp"
#include "common/made_by.hpp"
#include "common/output_folder.hpp"

namespace faces {

using namespace cameo;
using namespace examples;

namespace {

constexpr std::size_t most_on_sheet = 400;

/// A picture, and the PNG that the steps make of it.
struct Job {
  Path source, target;
};

/// Below a folder all pictures, their subfolders mirrored in the output folder. Where the output folder lies
/// below it too, the results of the run before are no pictures.
void add_folder(const Path& folder, const Path& output, std::vector<Job>& jobs) {
  const ImageList list = value_of(list_unlabelled_images(folder));
  tell_left_out(folder, list.left_out);
  const bool holds_output = lies_below(output, folder);
  for (const LabelledFile& file : list.files)
    if (!holds_output || !lies_below(file.path, output))
      jobs.push_back({file.path, output / file.path.lexically_relative(folder).replace_extension(".png")});
}

std::vector<Job> list_jobs(const PreprocessOptions& options) {
  std::vector<Job> jobs;
  for (const Path& path : options.pictures)
    if (std::filesystem::is_directory(path))
      add_folder(path, options.output, jobs);
    else
      jobs.push_back({path, options.output / path.filename().replace_extension(".png")});
  return jobs;
}

bool wants_steps(const PreprocessOptions& options) {
  return !options.resize.empty() || !options.crop.empty() || !options.center_crop.empty() || options.rotate ||
         options.flip_horizontal || options.flip_vertical || options.gray;
}

Picture apply_steps(Picture picture, const PreprocessOptions& options) {
  if (const auto& box = options.crop; !box.empty())
    picture = value_of(crop(picture, {box[0], box[1], box[2], box[3]}));
  if (const auto& size = options.center_crop; !size.empty())
    picture = value_of(center_crop(picture, size[0], size[1]));
  if (const auto& size = options.resize; !size.empty()) picture = value_of(resize(picture, size[0], size[1]));
  if (options.rotate) picture = rotate(picture, *options.rotate);
  if (options.flip_horizontal) picture = flip_horizontal(picture);
  if (options.flip_vertical) picture = flip_vertical(picture);
  if (options.gray) picture = to_gray(picture);
  return picture;
}

void make_folder(const Path& path) {
  std::error_code reason;
  std::filesystem::create_directories(path, reason);
  if (reason)
    throw Failure(fmt::format("{}: the folder cannot be made: {}", path.string(), reason.message()));
}

/// No picture is overwritten, and no two pictures become one file.
void check_targets(const std::vector<Job>& jobs) {
  FileRoles roles;
  for (const Job& job : jobs) roles.add_input(job.source);
  for (const Job& job : jobs) {
    roles.add_output(job.target, job.source.string());
    check_made_by(maker, job.target);
  }
}

/// No result comes to lie among pictures of others, where a training would take it for one of them.
void check_folders(const std::vector<Job>& jobs) {
  std::set<Path> folders;
  for (const Job& job : jobs) folders.insert(job.target.parent_path());
  for (const Path& folder : folders) check_no_others(maker, folder);
}

/// A Failure names the picture.
void write_one(const Job& job, const PreprocessOptions& options) {
  Picture picture = value_of(read_image(job.source));
  try {
    picture = apply_steps(std::move(picture), options);
  } catch (const std::exception& failure) {  // also when there is no memory for it
    throw Failure(fmt::format("{}: {}", job.source.string(), failure.what()));
  }
  make_folder(job.target.parent_path());
  check(write_png(picture, job.target, {.software = maker}));
  say("{}\n", job.target.string());
}

/// Each picture through the steps into a PNG of its own; a damaged one is named, the others go on.
int write_each(const std::vector<Job>& jobs, const PreprocessOptions& options) {
  watch_for_interruption();
  int status = 0;
  std::size_t done = 0;
  for (const Job& job : jobs) {
    if (interrupted())
      throw Failure(fmt::format("interrupted after {} of {}", done, counted(jobs.size(), "picture")));
    ++done;
    try {
      write_one(job, options);
    } catch (const std::exception& failure) {
      warn("{}\n", failure.what());
      status = 1;
    }
  }
  return status;
}

/// What the network is given: prepared, augmented, cut to its input.
std::vector<Picture> as_network_sees(const LoadedImages& images, const PreprocessOptions& options) {
  constexpr int side = Preparation::input_side;
  Dataset data = images.dataset();
  data.augmentation = options.augmentation;
  std::vector<Picture> seen(data.samples(), Picture(side, side, 3));
  std::vector<float> x(seen[0].pixels.size());
  for (std::size_t i = 0; i < seen.size(); ++i) {
    check(load_sample(data, i, {side, side, 3}, true, stream(options.seed, Purpose::Augmentation, 0u, i),
                      x.data()));
    std::transform(x.begin(), x.end(), seen[i].pixels.begin(),
                   [](float value) { return static_cast<std::uint8_t>(value * 255 + 0.5f); });
  }
  return seen;
}

int write_contact_sheet(const std::vector<Job>& jobs, const Path& sheet, const PreprocessOptions& options) {
  std::vector<LabelledFile> files;
  for (const Job& job : jobs)
    if (files.size() < most_on_sheet) files.push_back({job.source, 0});
  const auto prepare_picture = [&](PictureView picture, std::array<int, 3>) {
    return prepare(picture, options.preparation);
  };
  const int side = options.preparation.side;
  const LoadedImages images = value_of(load_images(files, {side, side, 3}, {.prepare = prepare_picture}));
  for (const std::string& sentence : images.skipped) warn("skipped: {}\n", sentence);
  const std::vector<Picture> seen = as_network_sees(images, options);
  const Uninterrupted whole_file;
  check(write_png(value_of(contact_sheet(std::vector<PictureView>(seen.begin(), seen.end()), 20, 4)), sheet,
                  {.software = maker}));
  const std::string count = jobs.size() > files.size() ? fmt::format("the first {} of ", files.size()) : "";
  say("{} ({}{})\n", sheet.string(), count, counted(count.empty() ? seen.size() : jobs.size(), "picture"));
  return images.skipped.empty() ? 0 : 1;
}

}  // namespace

int preprocess(const PreprocessOptions& options) {
  const bool steps = wants_steps(options);
  if (steps && (options.augmentation != Augmentation{} || options.preparation.center))
    throw Failure(
        "--fit and --random-... are for the contact sheet, --crop to --gray change each picture: give "
        "one or the other");
  std::vector<Job> jobs = list_jobs(options);
  const Path sheet = options.output / "contact_sheet.png";
  if (steps) {
    check_targets(jobs);
  } else {
    FileRoles roles;
    for (const Job& job : jobs) roles.add_input(job.source);
    roles.add_output(sheet, "the contact sheet");
    check_made_by(maker, sheet);
  }
  check_apart(options.output, options.pictures);
  if (steps)
    check_folders(jobs);
  else
    check_no_others(maker, options.output);
  const OutputFolder folder(options.output);
  return steps ? write_each(jobs, options) : write_contact_sheet(jobs, sheet, options);
}

}  // namespace faces
