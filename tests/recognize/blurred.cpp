// SPDX-License-Identifier: MIT
// blurred PICTURE SIGMA FILE.png: the picture, blurred by a Gaussian of so many pixels.
#include <algorithm>
#include <cameo/ext/image/write_png.hpp>
#include <cameo/ext/image_file.hpp>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <vector>

namespace {

std::vector<double> gaussian(double sigma) {
  const int reach = static_cast<int>(std::ceil(3 * sigma));
  std::vector<double> weights;
  double sum = 0;
  for (int k = -reach; k <= reach; ++k) sum += weights.emplace_back(std::exp(-k * k / (2 * sigma * sigma)));
  for (double& weight : weights) weight /= sum;
  return weights;
}

/// Along rows, or along columns; pixels beyond the border are those at it.
cameo::Picture blur(const cameo::Picture& picture, const std::vector<double>& weights, bool along_rows) {
  cameo::Picture out(picture.height, picture.width, picture.channels);
  const int reach = static_cast<int>(weights.size()) / 2;
  for (int y = 0; y < picture.height; ++y)
    for (int x = 0; x < picture.width; ++x)
      for (int c = 0; c < picture.channels; ++c) {
        double sum = 0.5;
        for (int k = -reach; k <= reach; ++k) {
          const int row = along_rows ? y : std::clamp(y + k, 0, picture.height - 1);
          const int column = along_rows ? std::clamp(x + k, 0, picture.width - 1) : x;
          sum += weights[static_cast<std::size_t>(k + reach)] *
                 cameo::PictureView(picture).pixel(row, column)[c];
        }
        out.pixel(y, x)[c] = static_cast<std::uint8_t>(sum);
      }
  return out;
}

cameo::Error write_blurred(const char* picture, double sigma, const char* file) {
  const auto sharp = cameo::read_image(picture);
  if (!sharp) return sharp.error();
  const std::vector<double> weights = gaussian(sigma);
  return cameo::write_png(blur(blur(*sharp, weights, true), weights, false), file);
}

}  // namespace

int main(int count, char** arguments) {
  if (count != 4) return 1;
  const cameo::Error error = write_blurred(arguments[1], std::atof(arguments[2]), arguments[3]);
  if (error) std::fprintf(stderr, "blurred: %s\n", error.c_str());
  return error ? 1 : 0;
}
