// SPDX-License-Identifier: MIT
#include <csignal>

#include "command_options.hpp"
#include "common/console.hpp"
#include "common/failure.hpp"
#include "common/interruption.hpp"
#include "gallery/secret.hpp"
#include "report/report.hpp"
#include "training/train.hpp"
#include "watch/watch.hpp"

namespace recognize {

using namespace examples;

namespace {

void add_find(CLI::App& app, FindOptions& options, Run& run) {
  CLI::App& command =
      *app.add_subcommand("find", "faces of pictures: where, how sure, and whether they are good enough");
  command.add_option("PICTURE", options.pictures, "pictures, or folders of them")->required();
  add_common(command, options);
  command.callback([&] { run = [&] { return find(options); }; });
}

void add_compare(CLI::App& app, CompareOptions& options, Run& run) {
  CLI::App& command =
      *app.add_subcommand("compare", "whether the only faces of two pictures are one person's");
  command.add_option("FIRST", options.first, "a picture with one face")->required();
  command.add_option("SECOND", options.second, "another one")->required();
  add_tolerance(command, options);
  add_common(command, options);
  command.footer("The exit status is 0 for one person, 2 for two, 1 for an error.");
  command.callback([&] { run = [&] { return compare(options); }; });
}

void add_enroll(CLI::App& app, EnrollOptions& options, Run& run) {
  CLI::App& command = *app.add_subcommand("enroll", "keep a person's face, the mean of all pictures of it");
  add_name(command, "NAME", options.name, "the person's name, in quotes where it has a blank");
  command.add_option("PICTURE", options.pictures, "pictures, or folders of them, with one face each")
      ->required();
  add_gallery(command, options);
  add_tolerance(command, options);
  add_common(command, options);
  command.footer("A picture without a face, with several or with a poor one is named and left out.");
  command.callback([&] { run = [&] { return enroll(options); }; });
}

void add_identify(CLI::App& app, IdentifyOptions& options, Run& run) {
  CLI::App& command = *app.add_subcommand("identify", "who of the gallery is on pictures");
  command.add_option("PICTURE", options.pictures, "pictures, or folders of them")->required();
  add_path(command, "--output", options.output, "folder for the pictures with boxes, names and distances");
  add_gallery(command, options);
  add_decision(command, options);
  add_common(command, options);
  command.footer(
      "A name is sure where strangers are as near in at most --far of the cases, among all people of the "
      "gallery, and "
      "nobody else is.");
  command.callback([&] { run = [&] { return identify(options); }; });
}

void add_verify(CLI::App& app, VerifyOptions& options, Run& run) {
  CLI::App& command =
      *app.add_subcommand("verify", "whether the only face of a picture is a person's of the gallery");
  add_name(command, "NAME", options.name, "whose face it may be, as 'list' tells it");
  command.add_option("PICTURE", options.picture, "a picture with one face")->required();
  add_gallery(command, options);
  add_decision(command, options);
  add_common(command, options);
  command.footer("The exit status is 0 for yes, 2 for no, 3 for not sure, 1 for an error.");
  command.callback([&] { run = [&] { return verify(options); }; });
}

void add_list(CLI::App& app, GalleryOptions& options, Run& run) {
  CLI::App& command = *app.add_subcommand("list", "the people of the gallery");
  add_gallery(command, options);
  add_json(command, options);
  command.callback([&] { run = [&] { return list(options); }; });
}

void add_remove(CLI::App& app, RemoveOptions& options, Run& run) {
  CLI::App& command = *app.add_subcommand("remove", "forget a person");
  add_name(command, "NAME", options.name, "the person's name, as 'list' tells it");
  add_gallery(command, options);
  add_json(command, options);
  command.callback([&] { run = [&] { return remove(options); }; });
}

/// Without a subcommand the program is called as Python's command face_recognition.
void add_folders(CLI::App& app, FolderOptions& options, int& cpus) {
  app.add_option("KNOWN", options.known, "folder of one picture a person, named like the person");
  app.add_option(
      "UNKNOWN", options.unknown,
      "picture or folder: prints 'file,name' for each face, or unknown_person, or no_persons_found");
  app.add_option("--show-distance", options.show_distance, "true: the distance too");
  add_number(app, "--cpus", cpus, {-1, 1024}, "is accepted for the sake of scripts, and changes nothing");
  add_tolerance(app, options);
  add_common(app, options);
}

void check_known_folder(const CLI::App& app, const Path& known) {
  std::error_code missing;
  if (std::filesystem::is_directory(known, missing)) return;
  const std::string hint = command_hint(app, known.string());
  throw Failure(fmt::format("'{}' is neither a command nor a folder of known people{}{} 'recognize --help'",
                            known.string(), hint, hint.empty() ? "; see" : " See"));
}

int run_program(int argc, char** argv) {
  CLI::App app{"Recognises people by their faces", "recognize"};
  app.require_subcommand(0, 1);
  FindOptions find_options;
  CompareOptions compare_options;
  EnrollOptions enroll_options;
  IdentifyOptions identify_options;
  VerifyOptions verify_options;
  GalleryOptions list_options;
  RemoveOptions remove_options;
  ExportOptions export_options;
  KeyCommands key_options;
  GalleryOptions log_options;
  ReportOptions report_options;
  TrainOptions train_options;
  WatchOptions watch_options;
  FolderOptions folder_options;
  int cpus = 1;
  Run run;
  add_find(app, find_options, run);
  add_compare(app, compare_options, run);
  add_enroll(app, enroll_options, run);
  add_identify(app, identify_options, run);
  add_verify(app, verify_options, run);
  add_list(app, list_options, run);
  add_remove(app, remove_options, run);
  add_export(app, export_options, run);
  add_key_commands(app, key_options, run);
  add_log(app, log_options, run);
  add_report(app, report_options, run);
  add_train(app, train_options, run);
  add_watch(app, watch_options, run);
  add_folders(app, folder_options, cpus);
  try {
    app.parse(argc, argv);
    if (!run && app.count("KNOWN") == 0) throw CLI::CallForHelp();
    if (!run) check_known_folder(app, folder_options.known);
  } catch (const CLI::ParseError& error) {
    if (error.get_exit_code() != 0) throw Failure(explain(app, error));
    app.exit(error);  // prints the help
    flush_output();
    return 0;
  }
  watch_for_interruption();
  const int status = run ? run() : recognize_folders(folder_options);
  flush_output();
  return status;
}

}  // namespace

}  // namespace recognize

int main(int argc, char** argv) {
  std::signal(SIGXFSZ, SIG_IGN);  // a file that may not grow is then an error of its write
  examples::open_missing_streams();
  try {
    recognize::keep_memory_private();
    return recognize::run_program(argc, argv);
  } catch (const std::exception& failure) {
    examples::warn("recognize: {}\n", examples::sentence_of(failure));
    return 1;
  }
}
