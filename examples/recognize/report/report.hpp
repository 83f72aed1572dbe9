// SPDX-License-Identifier: MIT
#pragma once

#include <optional>

#include "recognize/command_options.hpp"

namespace recognize {

struct ReportOptions : CommonOptions {
  Path pairs, folder, people, scores;
  Path groups, csv, html;
  Path network;                     ///< of `recognize train`; empty: dlib's, on faces that are looked for
  std::optional<double> threshold;  ///< --tolerance: scores of others have any range
  int worst = 0;                    ///< pairs whose pictures are on the page
  int rounds = 500;
  int seed = 1;
};

/// How well faces are recognised, from pictures or from anybody's scores.
void add_report(CLI::App& app, ReportOptions& options, Run& run);

}  // namespace recognize
