// SPDX-License-Identifier: MIT
#pragma once

#include <cameo/ext/image_folder.hpp>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace faces {

/// How any picture becomes what is stored for the network. It belongs to the model: a prediction repeats it.
struct Preparation {
  static constexpr int input_side = 64;
  bool center = false;    ///< the middle square, rather than everything squeezed into a square
  int side = input_side;  ///< of the stored picture, of which the network sees a part when it is larger
};

/// (side, side, 3) out of any picture.
cameo::Result<cameo::Picture> prepare(cameo::PictureView picture, const Preparation& preparation);

/// The pictures of a folder with one subfolder a class, or of a .npy file of gray pictures, half of them
/// faces: two classes, or a Failure. Damaged pictures are named on stderr, or are the Failure when `strict`.
cameo::LoadedImages load_pictures(const std::filesystem::path& data, const Preparation& preparation,
                                  bool strict);

/// Tells on stderr what a folder holds that is no picture, by kind.
void tell_left_out(const std::filesystem::path& folder, std::span<const cameo::LeftOutFile> files);

/// Numbers the classes as `class_names` does, whatever order the folder had them in. A Failure when their
/// names differ; `whose` they are is for its sentence.
void match_classes(cameo::LoadedImages& images, const std::vector<std::string>& class_names,
                   const std::filesystem::path& data, std::string_view whose);

/// True for a .npy file, of which every fourth picture is to test.
bool is_array(const std::filesystem::path& data);

/// Room for `count` pictures: to be written to `memory`, one after another.
cameo::LoadedImages room_for(std::size_t count, std::array<int, 3> size,
                             const std::vector<std::string>& class_names);

/// Pictures `indices` of `images`, in that order.
cameo::LoadedImages select(const cameo::LoadedImages& images, std::span<const std::size_t> indices);

/// To train, to validate and to test.
struct Parts {
  cameo::LoadedImages train, validation, test;
};

struct SplitOptions {
  std::optional<double> test;  ///< none: every fourth picture
  double validation = 0;
  std::uint64_t seed = 0;
};

/// Takes `test` (of `data` when it has no picture) and then the validation's part away from `data`. Classes
/// keep their proportions; the same seed gives the same parts. A Failure when a part that was asked for is
/// empty.
Parts split(cameo::LoadedImages data, cameo::LoadedImages test, const SplitOptions& options);

}  // namespace faces
