// SPDX-License-Identifier: MIT
#include "report.hpp"

#include <cameo/io/atomic_file.hpp>

#include "common/console.hpp"
#include "common/failure.hpp"
#include "common/file_roles.hpp"
#include "page.hpp"
#include "picture_comparisons.hpp"
#include "scores_file.hpp"

namespace recognize {

using namespace examples;

namespace {

void check_options(const ReportOptions& options) {
  const int sources = !options.pairs.empty() + !options.people.empty() + !options.scores.empty();
  if (sources != 1) throw Failure("give one of --pairs, --people and --scores");
  if (options.pairs.empty() != options.folder.empty())
    throw Failure("--pairs FILE and --folder ROOT, of the pictures, belong together");
  if (!options.network.empty() && !options.scores.empty())
    throw Failure("--network is for pictures, not for --scores");
  if (options.worst > 0 && (options.html.empty() || !options.scores.empty()))
    throw Failure("--worst needs --html, and pictures instead of --scores");
  FileRoles roles = check_files(options, std::array{options.pairs, options.folder, options.people,
                                                    options.scores, options.groups, options.network});
  roles.add_text(options.csv, "the table");
  roles.add_text(options.html, "the page");
}

Comparisons compare(const ReportOptions& options) {
  if (!options.scores.empty()) return read_scores(options.scores);
  return options.people.empty() ? compare_listed_pairs(options) : compare_people(options);
}

int report(const ReportOptions& options) {
  check_options(options);
  const Comparisons comparisons = compare(options);
  std::optional<Groups> groups;
  if (!options.groups.empty()) groups = read_groups(options.groups, comparisons);
  FigureOptions figure_options{options.threshold, options.rounds, static_cast<std::uint64_t>(options.seed)};
  if (options.scores.empty() && options.network.empty() && !options.threshold)
    figure_options.tolerance = as_written(cameo::same_person_distance);
  if (comparisons.is_similarity && options.threshold) figure_options.tolerance = -*options.threshold;
  const Figures figures = make_figures(comparisons, groups, figure_options);
  say_figures(comparisons, figures);
  const auto write = [](const Path& file, const std::string& text) {
    if (!file.empty()) check(cameo::write_file_atomically(file.string(), text));
  };
  write(options.json,
        to_json(comparisons, figures).dump(2, ' ', false, json::error_handler_t::replace) + '\n');
  write(options.csv, to_csv(comparisons, figures));
  if (!options.html.empty()) write(options.html, make_page(comparisons, figures, options.worst));
  return 0;
}

}  // namespace

void add_report(CLI::App& app, ReportOptions& options, Run& run) {
  CLI::App& command = *app.add_subcommand(
      "report", "how well people are recognised, with bounds: of pictures, or of anybody's scores");
  add_path(command, "--pairs", options.pairs, "list of pairs of pictures in LFW's format");
  add_path(command, "--folder", options.folder, "folder of the list's pictures");
  add_path(command, "--people", options.people, "folder with a subfolder of pictures for each person");
  add_path(command, "--scores", options.scores,
           "CSV file: distance or similarity; first and second, the people's names, or same, 1 or 0");
  add_path(command, "--groups", options.groups, "CSV file: person or picture; group");
  add_path(command, "--network", options.network,
           "weights of 'recognize train': it looks at the middle of each picture, and no face is looked for");
  add_path(command, "--csv", options.csv, "file for the table");
  add_path(command, "--html", options.html, "file for a page with plots");
  add_number(command, "--worst", options.worst, {0, 100}, "worst pairs whose pictures are put on the page");
  add_number(command, "--tolerance", options.threshold, {-1e9, 1e9},
             "the distance, or similarity, at which matches are counted; of pictures and dlib's network 0.6 "
             "without it");
  add_number(command, "--rounds", options.rounds, {10, 100'000},
             "rounds of resampling people for the bounds");
  add_number(command, "--seed", options.seed, {0, 1'000'000'000}, "of folds and rounds");
  add_common(command, options);
  command.callback([&] { run = [&] { return report(options); }; });
}

}  // namespace recognize
