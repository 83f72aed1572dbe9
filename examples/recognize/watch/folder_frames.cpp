// SPDX-License-Identifier: MIT
#include <cameo/ext/image_file.hpp>

#include "frame_source.hpp"
#include "recognize/pictures.hpp"

namespace recognize {

namespace {

class FolderFrames : public FrameSource {
 public:
  explicit FolderFrames(const Path& folder) : files_(list_pictures({folder}).files) {}

  cameo::Result<std::optional<cameo::Picture>> next() override {
    if (next_ == files_.size()) return std::optional<cameo::Picture>();
    cameo::Result<cameo::Picture> picture = cameo::read_image(files_[next_++]);
    if (!picture) return picture.error();
    return std::optional(*std::move(picture));
  }

 private:
  std::vector<Path> files_;
  std::size_t next_ = 0;
};

}  // namespace

std::unique_ptr<FrameSource> open_folder(const Path& folder) {
  return std::make_unique<FolderFrames>(folder);
}

}  // namespace recognize
