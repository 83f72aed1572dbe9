// SPDX-License-Identifier: MIT
#pragma once

#include <cairo/cairo.h>

#include <cameo/data/picture.hpp>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace examples {

struct Color {
  double red, green, blue;
};

/// The few colors of every picture that we draw.
inline constexpr Color ink{0.13, 0.15, 0.18}, gray{0.43, 0.46, 0.50}, hairline{0.89, 0.90, 0.92},
    blue{0.13, 0.40, 0.73}, orange{0.85, 0.37, 0.05};

struct Point {
  double x, y;
};

struct TextStyle {
  double size = 12;
  Color color = ink;
  bool bold = false;
  double align = 0;       ///< the part of the text that is left of its point: 0, 0.5 or 1
  double most_width = 0;  ///< a longer text is cut; 0: any width
  bool cut_end = true;    ///< otherwise the middle
};

/// White paper to draw on. Lengths are in points, from the top left; a point is two pixels, so that the
/// picture is sharp on today's screens.
class Canvas {
 public:
  /// A Failure when there is no memory for it.
  Canvas(double width, double height);

  /// One line of text on the baseline through `point`. What is no UTF-8 is replaced.
  void draw_text(Point point, std::string_view text, const TextStyle& style);
  /// The width of a text that is not cut.
  double text_width(std::string_view text, const TextStyle& style) const;

  void draw_line(std::span<const Point> points, Color color, double width);
  void draw_dot(Point center, double radius, Color color);
  /// The picture, of 3 channels, stretched.
  void draw_picture(Point top_left, double width, double height, cameo::PictureView picture);

  cameo::Picture picture() const;
  /// The bytes of a PNG.
  std::string png() const;

 private:
  static constexpr int pixels_per_point = 2;

  struct Destroy {
    void operator()(cairo_surface_t* surface) const { cairo_surface_destroy(surface); }
    void operator()(cairo_t* context) const { cairo_destroy(context); }
  };
  void set_color(Color color) const;

  std::unique_ptr<cairo_surface_t, Destroy> surface_;
  std::unique_ptr<cairo_t, Destroy> context_;
};

}  // namespace examples
