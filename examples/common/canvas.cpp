// SPDX-License-Identifier: MIT
#include "canvas.hpp"

#include <pango/pangocairo.h>

#include <cmath>
#include <numbers>

#include "failure.hpp"

namespace examples {

namespace {

/// Frees what GLib has made.
struct Unreference {
  void operator()(void* object) const { g_object_unref(object); }
  void operator()(char* text) const { g_free(text); }
};

using Layout = std::unique_ptr<PangoLayout, Unreference>;

Layout lay_out(cairo_t* context, std::string_view text, const TextStyle& style) {
  Layout layout(pango_cairo_create_layout(context));
  const std::unique_ptr<PangoFontDescription, decltype(&pango_font_description_free)> font(
      pango_font_description_from_string("Open Sans, DejaVu Sans, sans"), pango_font_description_free);
  pango_font_description_set_absolute_size(font.get(), style.size * PANGO_SCALE);
  pango_font_description_set_weight(font.get(), style.bold ? PANGO_WEIGHT_SEMIBOLD : PANGO_WEIGHT_NORMAL);
  pango_layout_set_font_description(layout.get(), font.get());
  pango_layout_set_single_paragraph_mode(layout.get(), true);  // a name may hold a line's end
  const std::unique_ptr<char, Unreference> valid(
      g_utf8_make_valid(text.data(), static_cast<gssize>(text.size())));
  pango_layout_set_text(layout.get(), valid.get(), -1);
  return layout;
}

double width_of(PangoLayout* layout) {
  int width = 0;
  pango_layout_get_size(layout, &width, nullptr);
  return static_cast<double>(width) / PANGO_SCALE;
}

/// What memory a surface has, or a Failure.
cairo_surface_t* checked(cairo_surface_t* surface) {
  const cairo_status_t status = cairo_surface_status(surface);
  if (status == CAIRO_STATUS_SUCCESS) return surface;
  cairo_surface_destroy(surface);
  throw Failure(std::string("a picture cannot be drawn: ") + cairo_status_to_string(status));
}

/// Cairo's pixel: 0xffRRGGBB.
std::uint32_t* row_of(cairo_surface_t* surface, int y) {
  return reinterpret_cast<std::uint32_t*>(cairo_image_surface_get_data(surface) +
                                          std::ptrdiff_t{y} * cairo_image_surface_get_stride(surface));
}

}  // namespace

Canvas::Canvas(double width, double height)
    : surface_(checked(cairo_image_surface_create(CAIRO_FORMAT_RGB24,
                                                  static_cast<int>(std::lround(width * pixels_per_point)),
                                                  static_cast<int>(std::lround(height * pixels_per_point))))),
      context_(cairo_create(surface_.get())) {
  cairo_set_source_rgb(context_.get(), 1, 1, 1);
  cairo_paint(context_.get());
  cairo_scale(context_.get(), pixels_per_point, pixels_per_point);
  cairo_set_line_join(context_.get(), CAIRO_LINE_JOIN_ROUND);
  cairo_set_line_cap(context_.get(), CAIRO_LINE_CAP_ROUND);
}

void Canvas::draw_text(Point point, std::string_view text, const TextStyle& style) {
  const Layout layout = lay_out(context_.get(), text, style);
  if (style.most_width > 0 && width_of(layout.get()) > style.most_width) {
    pango_layout_set_width(layout.get(), static_cast<int>(style.most_width * PANGO_SCALE));
    pango_layout_set_ellipsize(layout.get(), style.cut_end ? PANGO_ELLIPSIZE_END : PANGO_ELLIPSIZE_MIDDLE);
  }
  const double baseline = static_cast<double>(pango_layout_get_baseline(layout.get())) / PANGO_SCALE;
  set_color(style.color);
  cairo_move_to(context_.get(), point.x - style.align * width_of(layout.get()), point.y - baseline);
  pango_cairo_show_layout(context_.get(), layout.get());
}

double Canvas::text_width(std::string_view text, const TextStyle& style) const {
  return width_of(lay_out(context_.get(), text, style).get());
}

void Canvas::draw_line(std::span<const Point> points, Color color, double width) {
  set_color(color);
  cairo_set_line_width(context_.get(), width);
  cairo_new_path(context_.get());
  for (const Point& point : points) cairo_line_to(context_.get(), point.x, point.y);
  cairo_stroke(context_.get());
}

void Canvas::draw_dot(Point center, double radius, Color color) {
  set_color(color);
  cairo_new_path(context_.get());
  cairo_arc(context_.get(), center.x, center.y, radius, 0, 2 * std::numbers::pi);
  cairo_fill(context_.get());
}

void Canvas::draw_picture(Point top_left, double width, double height, cameo::PictureView picture) {
  const std::unique_ptr<cairo_surface_t, Destroy> source(
      checked(cairo_image_surface_create(CAIRO_FORMAT_RGB24, picture.width, picture.height)));
  for (int y = 0; y < picture.height; ++y) {
    std::uint32_t* const to = row_of(source.get(), y);
    const std::uint8_t* pixel = picture.row(y);
    for (int x = 0; x < picture.width; ++x, pixel += 3)
      to[x] = 0xff000000u | std::uint32_t{pixel[0]} << 16 | std::uint32_t{pixel[1]} << 8 | pixel[2];
  }
  cairo_surface_mark_dirty(source.get());
  cairo_save(context_.get());
  cairo_translate(context_.get(), top_left.x, top_left.y);
  cairo_scale(context_.get(), width / picture.width, height / picture.height);
  cairo_set_source_surface(context_.get(), source.get(), 0, 0);
  cairo_pattern_set_extend(cairo_get_source(context_.get()), CAIRO_EXTEND_PAD);
  cairo_pattern_set_filter(cairo_get_source(context_.get()), CAIRO_FILTER_BILINEAR);
  cairo_new_path(context_.get());
  cairo_rectangle(context_.get(), 0, 0, picture.width, picture.height);
  cairo_fill(context_.get());
  cairo_restore(context_.get());
}

cameo::Picture Canvas::picture() const {
  cairo_surface_flush(surface_.get());
  cameo::Picture picture(cairo_image_surface_get_height(surface_.get()),
                         cairo_image_surface_get_width(surface_.get()), 3);
  for (int y = 0; y < picture.height; ++y) {
    const std::uint32_t* const from = row_of(surface_.get(), y);
    std::uint8_t* pixel = picture.row(y);
    for (int x = 0; x < picture.width; ++x)
      for (const int shift : {16, 8, 0}) *pixel++ = static_cast<std::uint8_t>(from[x] >> shift);
  }
  return picture;
}

std::string Canvas::png() const {
  std::string bytes;
  const auto append = [](void* text, const unsigned char* data, unsigned size) {
    static_cast<std::string*>(text)->append(reinterpret_cast<const char*>(data), size);
    return CAIRO_STATUS_SUCCESS;
  };
  const cairo_status_t status = cairo_surface_write_to_png_stream(surface_.get(), append, &bytes);
  if (status != CAIRO_STATUS_SUCCESS)
    throw Failure(std::string("a picture cannot be drawn: ") + cairo_status_to_string(status));
  return bytes;
}

void Canvas::set_color(Color color) const {
  cairo_set_source_rgb(context_.get(), color.red, color.green, color.blue);
}

}  // namespace examples
