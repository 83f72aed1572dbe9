// SPDX-License-Identifier: MIT
// moving_video FILE.avi PICTURE...: a video of pictures of one size, ten a second.
#include <cameo/ext/image_file.hpp>
#include <cstdio>
#include <opencv2/videoio.hpp>

namespace {

cameo::Error write_video(const char* file, int count, char** pictures) {
  cv::VideoWriter video;
  for (int i = 0; i < count; ++i) {
    const auto read = cameo::read_image(pictures[i]);
    if (!read) return read.error();
    const cameo::PictureView picture = *read;
    cv::Mat frame(picture.height, picture.width, CV_8UC3);
    if (i == 0) {
      constexpr double frames_a_second = 10;
      video.open(file, cv::VideoWriter::fourcc('M', 'J', 'P', 'G'), frames_a_second, frame.size());
      if (!video.isOpened()) return cameo::Error(file, ": cannot be written");
    }
    for (int row = 0; row < frame.rows; ++row) {
      std::uint8_t* to = frame.ptr<std::uint8_t>(row);
      for (int column = 0; column < frame.cols; ++column)  // blue, green, red
        for (int channel = 3; channel-- > 0;) *to++ = picture.pixel(row, column)[channel];
    }
    video.write(frame);
  }
  return {};
}

}  // namespace

int main(int count, char** arguments) {
  if (count < 3) return 1;
  const cameo::Error error = write_video(arguments[1], count - 2, arguments + 2);
  if (error) std::fprintf(stderr, "moving_video: %s\n", error.c_str());
  return error ? 1 : 0;
}
