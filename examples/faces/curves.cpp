// SPDX-License-Identifier: MIT
#include <plplot/plplot.h>

#include <algorithm>
#include <cameo/data/picture.hpp>
#include <cameo/ext/image/write_png.hpp>
#include <cmath>

#include "results.hpp"

namespace faces {

namespace {

using History = std::span<const cameo::EpochScores>;
using Figure = float cameo::EpochScores::*;

enum Color : PLINT { black = 1, blue, orange };

void draw_line(History history, Figure figure, Color color) {
  std::vector<PLFLT> x, y;
  for (std::size_t i = 0; i < history.size(); ++i) {
    if (!std::isfinite(history[i].*figure)) continue;
    x.push_back(static_cast<PLFLT>(i + 1));
    y.push_back(history[i].*figure);
  }
  if (x.empty()) return;
  const auto count = static_cast<PLINT>(x.size());
  plcol0(color);
  plwidth(2);
  plline(count, x.data(), y.data());
  plstring(count, x.data(), y.data(), "\xE2\x80\xA2");  // a dot: one epoch alone is no line
  plwidth(1);
}

/// The range of both lines with a margin of a twentieth.
std::pair<double, double> range_of(History history, Figure first, Figure second) {
  double low = history[0].*first, high = low;
  for (const cameo::EpochScores& epoch : history)
    for (const double value : {epoch.*first, epoch.*second})
      if (std::isfinite(value)) {
        low = std::min(low, value);
        high = std::max(high, value);
      }
  const double margin = std::max((high - low) / 20, 1e-3);
  return {low - margin, high + margin};
}

void draw_panel(History history, const char* title, Figure training, Figure validation) {
  const auto [low, high] = range_of(history, training, validation);
  plcol0(black);
  plenv(0.5, static_cast<PLFLT>(history.size()) + 0.5, low, high, 0, 0);
  pllab("epoch", "", title);
  draw_line(history, training, blue);
  draw_line(history, validation, orange);
  plcol0(blue);
  plmtex("b", 3.2, 0, 0, "training");
  plcol0(orange);
  plmtex("b", 3.2, 1, 1, "validation");
}

}  // namespace

void write_curves(History history, const std::filesystem::path& path) {
  cameo::Picture picture(480, 1080, 3);
  std::fill(picture.pixels.begin(), picture.pixels.end(), std::uint8_t{255});
  plsdev("memcairo");  // draws into our bytes, so that write_png says what a full disk is
  plsmem(picture.width, picture.height, picture.pixels.data());
  plscol0(black, 30, 30, 30);
  plscol0(blue, 31, 100, 180);
  plscol0(orange, 230, 110, 20);
  plssub(2, 1);
  plinit();
  plschr(0, 1.1);
  draw_panel(history, "loss", &cameo::EpochScores::loss, &cameo::EpochScores::val_loss);
  draw_panel(history, "accuracy", &cameo::EpochScores::accuracy, &cameo::EpochScores::val_accuracy);
  plend();
  check(cameo::write_png(picture, path));
}

}  // namespace faces
