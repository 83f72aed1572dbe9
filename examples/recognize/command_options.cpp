// SPDX-License-Identifier: MIT
#include "command_options.hpp"

#include "common/composed.hpp"

namespace recognize {

using namespace examples;

void add_common(CLI::App& command, CommonOptions& options) {
  add_path(command, "--models", options.models,
           "folder of face_resnet.safetensors and shape_predictor_5_face_landmarks.dat")
      ->envname("RECOGNIZE_MODELS");
  add_number(command, "--upsample", options.upsamplings, {0, 3},
             "doublings of the picture before faces are looked for: more find smaller ones");
  add_json(command, options);
}

void add_name(CLI::App& command, const std::string& what, std::string& name, const std::string& description) {
  command.add_option(what, name, description)->required()->transform([](std::string given) {
    return composed(given);
  });
}

void add_json(CLI::App& command, CommonOptions& options) {
  add_path(command, "--json", options.json, "file for every figure");
}

void add_tolerance(CLI::App& command, ToleranceOption& options) {
  add_number(command, "--tolerance", options.tolerance, {0, 2},
             "the distance up to which two faces are taken for one person's");
}

void add_decision(CLI::App& command, DecisionOptions& options) {
  CLI::Option* far = add_number(command, "--far", options.far, {1e-9, DecisionOptions::most_far},
                                "part of the strangers who may pass for anybody in the gallery");
  CLI::Option* report =
      add_path(command, "--report", options.report,
               "report that tells thresholds, by 'report --json'; without it those of the published network");
  add_number(command, "--tolerance", options.tolerance, {0, 2},
             "a threshold instead, whatever errors it brings")
      ->excludes(far)
      ->excludes(report);
}

void add_gallery(CLI::App& command, GalleryOptions& options) {
  add_path(command, "--gallery", options.gallery, "file of the people who are known")->capture_default_str();
  add_path(
      command, "--key-file", options.key_file,
      "file that opens the gallery; without it the environment variable RECOGNIZE_PASSPHRASE, or a question")
      ->envname("RECOGNIZE_KEY_FILE");
}

namespace {

void add_new_key_file(CLI::App& command, KeyOptions& options) {
  add_path(
      command, "--new-key-file", options.new_key_file,
      "what opens the gallery then, made by 'key make'; without it RECOGNIZE_NEW_PASSPHRASE, or a question");
}

/// A command whose function takes KeyOptions.
CLI::App& add_key_command(CLI::App& keys, const std::string& name, const std::string& description,
                          KeyOptions& options, int (*function)(const KeyOptions&), Run& run) {
  CLI::App& command = *keys.add_subcommand(name, description);
  add_gallery(command, options);
  add_json(command, options);
  command.callback([&options, &run, function] { run = [&options, function] { return function(options); }; });
  return command;
}

}  // namespace

void add_key_commands(CLI::App& app, KeyCommands& options, Run& run) {
  CLI::App& keys = *app.add_subcommand("key", "who can open the gallery, and for what");
  keys.require_subcommand(1);
  CLI::App& make = *keys.add_subcommand("make", "make a key file");
  add_path(make, "FILE", options.make.new_key_file, "file that is made; one that is there is never replaced")
      ->required();
  add_json(make, options.make);
  make.callback([&] { run = [&] { return make_key(options.make); }; });
  CLI::App& add =
      add_key_command(keys, "add", "let one more key open the gallery", options.add, add_key, run);
  add_name(add, "LABEL", options.add.label, "what the key is called from now on");
  add.add_option("--role", options.add.role, "verify, enroll or admin")->capture_default_str();
  add_new_key_file(add, options.add);
  add_key_command(keys, "list", "names and roles of the keys", options.list, list_keys, run);
  add_new_key_file(
      add_key_command(keys, "change", "another passphrase or key file in place of the one that is used",
                      options.change, change_key, run),
      options.change);
  CLI::App& remove =
      add_key_command(keys, "remove", "let a key open the gallery no more; all is sealed by new keys",
                      options.remove, remove_key, run);
  add_name(remove, "LABEL", options.remove.label, "the key's name, as 'key list' tells it");
  add_key_command(keys, "rotate", "seal all by new keys, with a new transform of all templates",
                  options.rotate, rotate_keys, run);
}

void add_log(CLI::App& app, GalleryOptions& options, Run& run) {
  CLI::App& command =
      *app.add_subcommand("log", "who asked what of the gallery, and whether all of it is there");
  add_gallery(command, options);
  add_json(command, options);
  command.callback([&] { run = [&] { return show_log(options); }; });
}

void add_export(CLI::App& app, ExportOptions& options, Run& run) {
  CLI::App& command = *app.add_subcommand(
      "export", "templates as a NumPy array, for a search on other machines; transformed as they are kept");
  command.add_option(
      "PICTURE", options.pictures,
      "pictures, or folders of them, to look for there; without any, the people of the gallery");
  add_path(command, "--npy", options.npy, "file for the array, a row for each template")->required();
  add_gallery(command, options);
  add_common(command, options);
  command.footer("--json FILE tells whose row is which.");
  command.callback([&] { run = [&] { return export_templates(options); }; });
}

}  // namespace recognize
