// SPDX-License-Identifier: MIT
// The library recognize_videos, which video_frames.cpp loads.
#include <fmt/format.h>

#include <algorithm>
#include <opencv2/videoio.hpp>

#include "common/failure.hpp"
#include "frame_source.hpp"

namespace recognize {

using namespace examples;

namespace {

class OpencvFrames : public FrameSource {
 public:
  explicit OpencvFrames(const std::string& source) {
    const bool is_camera =
        !source.empty() && source.size() < 4 &&
        std::all_of(source.begin(), source.end(), [](char c) { return c >= '0' && c <= '9'; });
    const bool opened = is_camera ? capture_.open(std::stoi(source)) : capture_.open(source);
    if (!opened)
      throw Failure(fmt::format("{}: {} cannot be opened", without_password(source),
                                is_camera ? "the camera of this number" : "the video"));
  }

  cameo::Result<std::optional<cameo::Picture>> next() override {
    if (!capture_.read(frame_) || frame_.empty()) return std::optional<cameo::Picture>();
    if (frame_.type() != CV_8UC3) return cameo::Error("a frame has other than 3 channels of 8 bits");
    cameo::Picture picture(frame_.rows, frame_.cols, 3);
    for (int row = 0; row < frame_.rows; ++row) {
      const std::uint8_t* from = frame_.ptr<std::uint8_t>(row);
      std::uint8_t* to = picture.row(row);
      for (int i = 0; i < 3 * frame_.cols; i += 3) {  // blue, green, red
        to[i] = from[i + 2];
        to[i + 1] = from[i + 1];
        to[i + 2] = from[i];
      }
    }
    return std::optional(std::move(picture));
  }

 private:
  cv::VideoCapture capture_;
  cv::Mat frame_;
};

}  // namespace

}  // namespace recognize

extern "C" recognize::FrameSource* recognize_open_video(const char* source) {
  return new recognize::OpencvFrames(source);
}
