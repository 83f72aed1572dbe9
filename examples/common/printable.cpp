// SPDX-License-Identifier: MIT
#include "printable.hpp"

#include <fmt/format.h>
#include <glib.h>

#include <cameo/io/json_string.hpp>

namespace examples {

namespace {

/// Requires the bytes of one UTF-8 character.
std::uint32_t code_point(std::string_view character) {
  const std::size_t length = character.size();
  std::uint32_t code = static_cast<unsigned char>(character[0]);
  if (length > 1) code &= 0x7fu >> length;
  for (const char c : character.substr(1)) code = code << 6 | (static_cast<unsigned char>(c) & 0x3fu);
  return code;
}

/// Unicode's control characters, its ends of lines and paragraphs, those that turn the direction, and those
/// that nobody sees: a soft hyphen, joints of no width, fillers, tags. What joins letters and chooses among
/// forms of one is none of them.
bool is_control(std::uint32_t code) {
  const auto within = [code](std::uint32_t first, std::uint32_t last) {
    return code >= first && code <= last;
  };
  return code < 0x20 || within(0x7f, 0x9f) || code == 0xad || code == 0x34f || code == 0x61c ||
         within(0x115f, 0x1160) || within(0x17b4, 0x17b5) || within(0x180b, 0x180f) || code == 0x200b ||
         within(0x200e, 0x200f) || within(0x2028, 0x202e) || within(0x2060, 0x206f) || code == 0x2800 ||
         code == 0x3164 || code == 0xfeff || code == 0xffa0 || within(0xe0000, 0xe0fff);
}

std::string escape(std::uint32_t code) {
  if (code == '\n') return "\\n";
  if (code == '\t') return "\\t";
  if (code == '\r') return "\\r";
  return code < 0x80 ? fmt::format("\\x{:02x}", code) : fmt::format("\\u{:04x}", code);
}

}  // namespace

std::string printable(std::string_view text) {
  std::string shown;
  while (!text.empty()) {
    const std::size_t length = cameo::detail::utf8_length(text);
    const std::string_view character = text.substr(0, length == 0 ? 1 : length);
    text.remove_prefix(character.size());
    if (length == 0)
      shown += fmt::format("\\x{:02x}", static_cast<unsigned char>(character[0]));
    else if (const std::uint32_t code = code_point(character); is_control(code))
      shown += escape(code);
    else
      shown += character;
  }
  return shown;
}

bool has_visible_ends(std::string_view name) {
  if (name.empty()) return false;
  const char* last = g_utf8_find_prev_char(name.data(), name.data() + name.size());
  const char* before = g_utf8_find_prev_char(name.data(), last);
  const gunichar first_code = g_utf8_get_char(name.data()), last_code = g_utf8_get_char(last);
  const bool is_joint = last_code == 0x200c || last_code == 0x200d;
  const bool chooses_emoji = last_code >= 0xfe00 && last_code <= 0xfe0f;
  return !g_unichar_isspace(first_code) && !g_unichar_iszerowidth(first_code) &&
         !g_unichar_isspace(last_code) && !is_joint &&
         !(chooses_emoji && before != nullptr && g_unichar_isalnum(g_utf8_get_char(before)));
}

std::string short_sentence(std::string_view text) {
  constexpr std::size_t most = 240;
  const std::string shown = printable(text);
  return shown.size() <= most ? shown : printable(std::string_view(shown).substr(0, most)) + " ...";
}

}  // namespace examples
