// SPDX-License-Identifier: MIT
#include "page.hpp"

#include <algorithm>
#include <cameo/data/channels.hpp>
#include <cameo/ext/image_file.hpp>
#include <cmath>

#include "common/canvas.hpp"
#include "common/console.hpp"
#include "common/failure.hpp"
#include "plot.hpp"

namespace recognize {

using namespace examples;

namespace {

constexpr std::string_view head = R"(<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8"/>
<meta name="viewport" content="width=device-width, initial-scale=1"/>
<title>Recognition report</title>
<style>
:root { color-scheme: light dark; --paper: #fff; --ink: #21262e; --gray: #6e7580; --hairline: #e3e5ea; --first: #2166ba;
  --second: #d95e0d; }
@media (prefers-color-scheme: dark) {
  :root { --paper: #16191d; --ink: #e4e7eb; --gray: #9aa2ad; --hairline: #2d3239; --first: #6aa9f4; --second: #f59a57; }
}
body { background: var(--paper); color: var(--ink); font: 15px/1.5 "Open Sans", system-ui, sans-serif; max-width: 1330px;
  margin: 2.5rem auto; padding: 0 1.5rem; }
h1 { font-size: 1.6rem; margin: 0 0 .3rem; }
h2 { font-size: 1.1rem; margin: 2.2rem 0 .6rem; }
p { margin: .3rem 0; max-width: 60rem; }
.quiet { color: var(--gray); }
.row { display: flex; flex-wrap: wrap; gap: 1.2rem; }
figure { flex: 1 1 330px; margin: 0; max-width: 500px; }
figcaption { font-weight: 600; }
svg { width: 100%; height: auto; }
svg .grid { stroke: var(--hairline); fill: none; }
svg .mark { stroke: var(--gray); stroke-dasharray: 4 4; fill: none; }
svg .tick { fill: var(--gray); font-size: 11.5px; }
svg .name { fill: var(--ink); font-size: 12.5px; }
svg .label { font-size: 12.5px; font-weight: 600; stroke: none; }
svg .curve { fill: none; stroke-width: 2; stroke-linejoin: round; }
svg .area { stroke-width: 1.5; fill-opacity: .16; }
.curve.first, .area.first { stroke: var(--first); } .area.first, .label.first { fill: var(--first); }
.curve.first { fill: none; }
.area.second { stroke: var(--second); } .area.second, .label.second { fill: var(--second); }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
.wide { overflow-x: auto; }
th, td { text-align: right; padding: .25rem .9rem; border-bottom: 1px solid var(--hairline); white-space: nowrap; }
th { color: var(--gray); font-weight: 600; }
th:first-child, td:first-child { text-align: left; padding-left: 0; }
td small { color: var(--gray); }
.pair { margin: 0 0 .8rem; flex: 0 0 auto; max-width: none; }
.pair img { height: 110px; border-radius: 3px; margin-right: 3px; }
.pair figcaption { font-weight: 400; font-size: 12.5px; }
</style>
</head>
<body>
)";

/// As text of HTML.
std::string escaped(std::string_view text) {
  std::string safe;
  for (const char c : printable(text)) {
    if (c == '&')
      safe += "&amp;";
    else if (c == '<')
      safe += "&lt;";
    else if (c == '>')
      safe += "&gt;";
    else if (c == '"')
      safe += "&quot;";
    else
      safe += c;
  }
  return safe;
}

std::string base64(std::string_view bytes) {
  constexpr std::string_view digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string text;
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    std::uint32_t group = 0;
    for (std::size_t j = 0; j < 3; ++j)
      group = group << 8 | (i + j < bytes.size() ? static_cast<unsigned char>(bytes[i + j]) : 0u);
    for (std::size_t j = 0; j < 4; ++j)
      text += i + j <= bytes.size() ? digits[group >> (18 - 6 * j) & 63] : '=';
  }
  return text;
}

std::string title_of(std::size_t kind) {
  if (kind >= Identified) return fmt::format("DIR at FAR {}", cameo::reported_fars[kind - Identified]);
  if (kind >= TrueAccepts && kind < RankOne)
    return fmt::format("TAR at FAR {}", cameo::reported_fars[kind - TrueAccepts]);
  switch (kind) {
    case Accuracy:
      return "Accuracy, thresholds from other folds";
    case BestAccuracy:
      return "Accuracy at its best threshold";
    case Auc:
      return "AUC";
    case EqualErrorRate:
      return "EER";
    case FalseMatches:
      return "False matches at the tolerance";
    case FalseNonMatches:
      return "False non-matches at the tolerance";
    case RankOne:
      return "Rank 1";
    default:
      return "Rank 5";
  }
}

std::string bounded(double value, double low, double high) {
  return fmt::format("{:.4f} <small>{:.4f} to {:.4f}</small>", value, low, high);
}

std::string cell(const Figure& figure) {
  if (!figure.refused.empty())
    return fmt::format("<small title=\"{0}\">refused</small>", escaped(figure.refused));
  return std::isfinite(figure.value) ? bounded(figure.value, figure.low, figure.high) : "";
}

std::string main_table(const Comparisons& comparisons, const SetFigures& set) {
  std::string text =
      "<div class=\"wide\"><table>\n<tr><th>figure</th><th>value, 95 % bounds</th><th>threshold</th></tr>\n";
  for (std::size_t kind = 0; kind < FigureCount; ++kind) {
    const Figure& figure = set.figures[kind];
    if (!figure.refused.empty())
      text += fmt::format("<tr><td>{}</td><td colspan=\"2\"><small>{}</small></td></tr>\n", title_of(kind),
                          escaped(figure.refused));
    else if (std::isfinite(figure.value))
      text += fmt::format(
          "<tr><td>{}</td><td>{}</td><td>{}</td></tr>\n", title_of(kind), cell(figure),
          figure.threshold ? fmt::format("{:.4f}", shown_threshold(comparisons, *figure.threshold)) : "");
  }
  return text + "</table></div>\n";
}

std::string groups_table(const Figures& figures) {
  std::string text = "<h2>Groups</h2>\n<div class=\"wide\"><table>\n<tr><th>within the group</th>";
  for (const SetFigures& group : figures.groups) text += fmt::format("<th>{}</th>", escaped(group.name));
  text += "<th>gap of best and worst</th></tr>\n";
  const auto row = [&](std::string_view title, const auto& of_group, const std::string& gap) {
    text += fmt::format("<tr><td>{}</td>", title);
    for (const SetFigures& group : figures.groups) text += fmt::format("<td>{}</td>", of_group(group));
    text += fmt::format("<td>{}</td></tr>\n", gap);
  };
  const auto number = [](std::size_t count) { return fmt::format("{}", count); };
  row(
      "People", [&](const SetFigures& group) { return number(group.people); }, "");
  row(
      "Pairs of one person", [&](const SetFigures& group) { return number(group.pairs.genuine); }, "");
  row(
      "Pairs of two people", [&](const SetFigures& group) { return number(group.pairs.impostors); }, "");
  if (figures.options.tolerance) {
    row(
        "False matches", [&](const SetFigures& group) { return number(group.false_matches); }, "");
    row(
        "False non-matches", [&](const SetFigures& group) { return number(group.false_non_matches); }, "");
  }
  for (std::size_t kind = 0; kind < FigureCount; ++kind) {
    const auto is_known = [&](const SetFigures& group) { return std::isfinite(group.figures[kind].value); };
    if (std::none_of(figures.groups.begin(), figures.groups.end(), is_known)) continue;
    std::string difference;
    for (const Gap& gap : figures.gaps)
      if (gap.kind == kind) difference = bounded(gap.value, gap.low, gap.high);
    row(
        title_of(kind),
        [&](const SetFigures& group) {
          return group.too_few.empty() ? cell(group.figures[kind]) : "<small>too few to say</small>";
        },
        difference);
  }
  text += "</table></div>\n<p class=\"quiet\">A gap whose bounds include 0 shows no difference.</p>\n";
  for (const SetFigures& group : figures.groups)
    if (!group.too_few.empty())
      text += fmt::format("<p class=\"quiet\">{}: {}.</p>\n", escaped(group.name), escaped(group.too_few));
  return text;
}

/// The picture itself, of a moderate size.
std::string embedded_picture(const Path& path) {
  const cameo::Picture picture = value_of(cameo::read_image(path));
  constexpr double side = 110;
  const double scale = side / picture.height;
  const double shown = std::min(picture.width * scale, 3 * side);
  Canvas canvas(shown, side);
  canvas.draw_picture({0, 0}, shown, side, cameo::to_rgb(picture));
  return fmt::format("<img alt=\"{}\" src=\"data:image/png;base64,{}\"/>", escaped(path.filename().string()),
                     base64(canvas.png()));
}

std::string worst_pairs(const Comparisons& comparisons, bool genuine, std::size_t count) {
  std::vector<PicturePair> pairs;
  for (const PicturePair& pair : comparisons.pairs)
    if (comparisons.scored(pair).genuine() == genuine) pairs.push_back(pair);
  count = std::min(count, pairs.size());
  std::partial_sort(pairs.begin(), pairs.begin() + static_cast<std::ptrdiff_t>(count), pairs.end(),
                    [&](const PicturePair& a, const PicturePair& b) {
                      return genuine ? a.distance > b.distance : a.distance < b.distance;
                    });
  std::string text =
      fmt::format("<h2>{}</h2>\n<div class=\"row\">\n",
                  genuine ? "The farthest pairs of one person" : "The nearest pairs of two people");
  for (std::size_t i = 0; i < count; ++i) {
    const Path &first = comparisons.files[pairs[i].first], &second = comparisons.files[pairs[i].second];
    text += fmt::format("<figure class=\"pair\">{}{}<figcaption>{:.3f}: {}, {}</figcaption></figure>\n",
                        embedded_picture(first), embedded_picture(second), pairs[i].distance,
                        escaped(first.stem().string()), escaped(second.stem().string()));
  }
  return text + "</div>\n";
}

}  // namespace

std::string make_page(const Comparisons& comparisons, const Figures& figures, int worst) {
  const SetFigures& all = figures.all;
  std::string page(head);
  page += fmt::format(
      "<h1>Recognition report</h1>\n<p>{}, {} of one person, {} of two ({} different pairs of "
      "people).</p>\n",
      counted(all.people, "person", "people"), counted(all.pairs.genuine, "pair"), all.pairs.impostors,
      all.different_people);
  if (comparisons.pairs_left_out > 0)
    page += fmt::format("<p class=\"quiet\">Left out: {}, for no face is found in {}.</p>\n",
                        counted(comparisons.pairs_left_out, "pair"),
                        counted(comparisons.left_out.size(), "picture"));
  if (const std::string note = note_on_bounds(comparisons, figures); !note.empty())
    page += fmt::format("<p class=\"quiet\">{}</p>\n", note);
  if (!comparisons.network.empty())
    page += fmt::format("<p class=\"quiet\">Of {}.</p>\n", comparisons.network);
  const double impostors = static_cast<double>(all.pairs.impostors);
  const double least_far = std::pow(10, -std::clamp(std::ceil(std::log10(impostors)), 1.0, 5.0));
  page += "<div class=\"row\">\n<figure><figcaption>ROC</figcaption>\n" + plot_roc(all.curve, least_far) +
          "</figure>\n<figure><figcaption>DET</figcaption>\n" + plot_det(all.curve, least_far) +
          "</figure>\n<figure><figcaption>Distributions</figcaption>\n" +
          plot_distances(all.histogram, figures.options.tolerance, comparisons.is_similarity) +
          "</figure>\n</div>\n<h2>Everybody</h2>\n" + main_table(comparisons, all);
  if (!figures.groups.empty()) page += groups_table(figures);
  page += fmt::format(
      "<h2>How to read it</h2>\n<p>The bounds are those between which 95 % of {} rounds lie, in each of "
      "which every {} "
      "counts twice or not at all. A false accept rate (FAR) is refused where there are fewer than 3 / FAR "
      "pairs of "
      "different people. Folds share no person. {}</p>\n",
      figures.options.rounds, comparisons.people_are_known ? "person" : "pair",
      all.probes > 0
          ? "Identification looks for each further picture of a person among the first pictures of all; "
            "DIR is the part that is found first and within the threshold, which as many strangers pass "
            "as FAR says."
          : "");
  if (worst > 0)
    for (const bool genuine : {false, true})
      page += worst_pairs(comparisons, genuine, static_cast<std::size_t>(worst));
  return page + "</body>\n</html>\n";
}

}  // namespace recognize
