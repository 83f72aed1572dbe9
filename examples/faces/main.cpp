// SPDX-License-Identifier: MIT
#include <CLI/CLI.hpp>
#include <csignal>
#include <cstdio>

#include "commands.hpp"

namespace faces {

namespace {

using Run = std::function<int()>;

void add_fit(CLI::App& command, Preparation& preparation) {
  command
      .add_option_function<std::string>(
          "--fit", [&](const std::string& fit) { preparation.center = fit == "center"; },
          "how a picture becomes square: squeeze all of it, or take its center [squeeze]")
      ->check(CLI::IsMember({"squeeze", "center"}));
}

/// `prefix` begins the options' names.
void add_augmentation(CLI::App& command, const std::string& prefix, cameo::Augmentation& augmentation,
                      Preparation& preparation) {
  constexpr auto group = "Augmentation (off by default)";
  const auto crop = [&] {
    augmentation.random_crop = true;
    preparation.side = Preparation::input_side * 9 / 8;
  };
  command.add_flag(prefix + "flip", augmentation.horizontal_flip, "mirror with probability 1/2")
      ->group(group);
  command
      .add_option(prefix + "rotate", augmentation.rotation_degrees, "rotate by up to +- this many degrees")
      ->check(CLI::Range(0.0, 180.0))
      ->group(group);
  command.add_flag_callback(prefix + "crop", crop, "cut 64x64 pixels anywhere out of 72x72")->group(group);
  command
      .add_option(prefix + "brightness", augmentation.brightness, "lighten by up to +- this part of white")
      ->check(CLI::Range(0.0, 1.0))
      ->group(group);
  command.add_option(prefix + "contrast", augmentation.contrast, "scale contrast by up to 1 +- this")
      ->check(CLI::Range(0.0, 1.0))
      ->group(group);
}

CLI::Option* add_data(CLI::App& command, Path& data) {
  return command
      .add_option(
          "--data,--npy", data,
          "folder with one subfolder of pictures for each of two classes, or .npy file (pictures, height, "
          "width) of gray pictures, first the faces, then as many others")
      ->required();
}

void add_train(CLI::App& app, TrainOptions& options, Run& run) {
  CLI::App& command = *app.add_subcommand("train", "train the network, test it, keep the model");
  add_data(command, options.data);
  command.add_option("--test", options.test, "folder of pictures to test, made like that of --data")
      ->check(CLI::ExistingDirectory);
  command
      .add_option("--test-split", options.test_split,
                  "without --test: part of each class to test [0.2; .npy: every fourth picture]")
      ->check(CLI::Range(0.0, 0.9))
      ->excludes("--test");
  command
      .add_option("--validation-split", options.validation_split,
                  "part of each class of the rest to validate")
      ->check(CLI::Range(0.0, 0.9))
      ->capture_default_str();
  command.add_option("--epochs", options.epochs)->check(CLI::Range(1, 1024))->capture_default_str();
  command.add_option("--learning-rate", options.learning_rate)
      ->check(CLI::PositiveNumber)
      ->capture_default_str();
  command.add_option("--seed", options.seed, "of weights, splits, order and augmentation")
      ->capture_default_str();
  add_fit(command, options.preparation);
  add_augmentation(command, "--", options.augmentation, options.preparation);
  command.add_flag("--strict", options.strict, "refuse a damaged picture rather than skip it");
  command.add_option("--output", options.output, "folder of the model and pictures")->capture_default_str();
  command.add_option("--json", options.json, "file for every figure");
  command.footer("A batch has 32 pictures. Ctrl-C ends after the batch and keeps the model so far.");
  command.callback([&] { run = [&] { return train(options); }; });
}

void add_evaluate(CLI::App& app, EvaluateOptions& options, Run& run) {
  CLI::App& command = *app.add_subcommand("evaluate", "loss, accuracy, AUC and confusion matrix of a model");
  command.add_option("--model", options.model, "model.safetensors of a training")->required();
  add_data(command, options.data);
  command.add_flag("--strict", options.strict, "refuse a damaged picture rather than skip it");
  command.add_option("--json", options.json, "file for every figure");
  command.callback([&] { run = [&] { return evaluate(options); }; });
}

void add_predict(CLI::App& app, PredictOptions& options, Run& run) {
  CLI::App& command = *app.add_subcommand("predict", "class and probability of pictures");
  command.add_option("--model", options.model, "model.safetensors of a training")->required();
  command.add_option("PICTURE", options.pictures, "JPEG, PNG, BMP or PNM")->required();
  command.footer("A picture that cannot be read is named, the others go on; the exit status is then 1.");
  command.callback([&] { run = [&] { return predict(options); }; });
}

void add_preprocess(CLI::App& app, PreprocessOptions& options, Run& run) {
  CLI::App& command = *app.add_subcommand(
      "preprocess",
      "a contact sheet of what the network sees; or with steps, each picture changed into a PNG");
  command.add_option("PICTURE", options.pictures, "pictures, or folders of them")
      ->required()
      ->check(CLI::ExistingPath);
  command.add_option("--output", options.output, "folder of what is written")->capture_default_str();
  add_fit(command, options.preparation);
  command.add_option("--seed", options.seed, "of augmentation")->capture_default_str();
  add_augmentation(command, "--random-", options.augmentation, options.preparation);
  constexpr auto steps = "Steps, in this order";
  command.add_option("--crop", options.crop, "TOP LEFT HEIGHT WIDTH")->expected(4)->group(steps);
  command.add_option("--center-crop", options.center_crop, "HEIGHT WIDTH")->expected(2)->group(steps);
  command.add_option("--resize", options.resize, "HEIGHT WIDTH")->expected(2)->group(steps);
  command.add_option("--rotate", options.rotate, "degrees, counter-clockwise")
      ->check(CLI::Range(-360.0, 360.0))
      ->group(steps);
  command.add_flag("--flip", options.flip_horizontal, "left and right")->group(steps);
  command.add_flag("--flip-vertical", options.flip_vertical, "top and bottom")->group(steps);
  command.add_flag("--gray", options.gray)->group(steps);
  command.callback([&] { run = [&] { return preprocess(options); }; });
}

int run_program(int argc, char** argv) {
  CLI::App app{"Faces or not, or any other two classes of pictures: a network of 64x64 pixels"};
  app.require_subcommand(1);
  TrainOptions train_options;
  EvaluateOptions evaluate_options;
  PredictOptions predict_options;
  PreprocessOptions preprocess_options;
  Run run;
  add_train(app, train_options, run);
  add_evaluate(app, evaluate_options, run);
  add_predict(app, predict_options, run);
  add_preprocess(app, preprocess_options, run);
  app.add_subcommand("summary", "the network's layers, its memory, and the SIMD target in use")
      ->callback([&] { run = summary; });
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : 1;
  }
  return run();
}

}  // namespace

}  // namespace faces

int main(int argc, char** argv) {
  std::signal(SIGXFSZ, SIG_IGN);  // a file that may not grow is then an error of its write
  try {
    return faces::run_program(argc, argv);
  } catch (const std::exception& failure) {
    std::fprintf(stderr, "faces: %s\n", failure.what());
    return 1;
  }
}
