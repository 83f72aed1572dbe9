// SPDX-License-Identifier: MIT
#include <csignal>

#include "commands.hpp"
#include "common/command_line.hpp"
#include "common/console.hpp"
#include "common/failure.hpp"

namespace faces {

using namespace examples;

namespace {

using Run = std::function<int()>;

constexpr auto strict_help = "refuse a file that is no picture, or a damaged one, rather than skip it";

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
  add_number(command, prefix + "rotate", augmentation.rotation_degrees, {0, 180},
             "rotate by up to +- this many degrees")
      ->group(group);
  command.add_flag_callback(prefix + "crop", crop, "cut 64x64 pixels anywhere out of 72x72")->group(group);
  add_number(command, prefix + "brightness", augmentation.brightness, {0, 1},
             "lighten by up to +- this part of white")
      ->group(group);
  add_number(command, prefix + "contrast", augmentation.contrast, {0, 1}, "scale contrast by up to 1 +- this")
      ->group(group);
}

CLI::Option* add_data(CLI::App& command, Path& data) {
  return add_path(command, "--data,--npy", data,
                  "folder with one subfolder of pictures for each of two classes, or .npy file (pictures, "
                  "height, width) of gray pictures, first the faces, then as many others")
      ->required();
}

void add_train(CLI::App& app, TrainOptions& options, Run& run) {
  CLI::App& command = *app.add_subcommand("train", "train the network, test it, keep the model");
  add_data(command, options.data);
  command.add_option("--test", options.test, "folder of other pictures to test, made like that of --data")
      ->check(CLI::ExistingDirectory);
  add_number(command, "--test-split", options.test_split, {0, 0.9, true},
             "without --test: part of each class to test; of a .npy file every fourth picture without this")
      ->excludes("--test");
  add_number(command, "--validation-split", options.validation_split, {0, 0.9},
             "part of each class of the rest to validate");
  add_number(command, "--epochs", options.epochs, {1, 1024}, "with --resume: this many more");
  add_number(command, "--learning-rate", options.learning_rate, {0, 1e30f, true},
             "0.001 without this, or as before with --resume");
  add_number(command, "--seed", options.seed, {0, std::numeric_limits<std::uint64_t>::max()},
             "of weights, splits, order and augmentation: the same one gives the same model");
  add_fit(command, options.preparation);
  add_augmentation(command, "--", options.augmentation, options.preparation);
  command.add_flag("--balance", options.balance,
                   "let both classes count alike in the loss, however many pictures each has");
  command.add_flag("--strict", options.strict, strict_help);
  add_path(command, "--output", options.output, "folder of the model and pictures")->capture_default_str();
  add_path(command, "--json", options.json, "file for every figure");
  command
      .add_option(
          "--resume", options.resume,
          "model.safetensors, or the folder of one, whose training goes on as if it had never stopped: "
          "with the same --data and options")
      ->check(CLI::ExistingPath);
  command.footer(
      "A batch has 32 pictures. Ctrl-C, SIGTERM, SIGHUP, and SIGUSR1, SIGUSR2 and SIGXCPU of batch systems, "
      "end after the batch\n"
      "and keep the model so far, and beside it model.trainer, with which --resume goes on; that one is also "
      "written\nevery minute.");
  command.callback([&] { run = [&] { return train(options); }; });
}

void add_evaluate(CLI::App& app, EvaluateOptions& options, Run& run) {
  CLI::App& command = *app.add_subcommand("evaluate", "loss, accuracy, AUC and confusion matrix of a model");
  add_path(command, "--model", options.model, "model.safetensors of a training")->required();
  add_data(command, options.data);
  command.add_flag("--strict", options.strict, strict_help);
  add_path(command, "--json", options.json, "file for every figure");
  command.callback([&] { run = [&] { return evaluate(options); }; });
}

void add_predict(CLI::App& app, PredictOptions& options, Run& run) {
  CLI::App& command = *app.add_subcommand("predict", "class and probability of pictures");
  add_path(command, "--model", options.model, "model.safetensors of a training")->required();
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
  add_path(command, "--output", options.output, "folder of what is written, without pictures of others")
      ->capture_default_str();
  add_fit(command, options.preparation);
  add_number(command, "--seed", options.seed, {0, std::numeric_limits<std::uint64_t>::max()},
             "of augmentation");
  add_augmentation(command, "--random-", options.augmentation, options.preparation);
  constexpr auto steps = "Steps, in this order";
  constexpr Range<int> place{0, 65'535}, size{1, 65'536};
  add_numbers(command, "--crop", options.crop, {place, place, size, size}, "TOP LEFT HEIGHT WIDTH")
      ->group(steps);
  add_numbers(command, "--center-crop", options.center_crop, {size, size}, "HEIGHT WIDTH")->group(steps);
  add_numbers(command, "--resize", options.resize, {size, size}, "HEIGHT WIDTH")->group(steps);
  add_number(command, "--rotate", options.rotate, {-360, 360}, "degrees, counter-clockwise")->group(steps);
  command.add_flag("--flip", options.flip_horizontal, "left and right")->group(steps);
  command.add_flag("--flip-vertical", options.flip_vertical, "top and bottom")->group(steps);
  command.add_flag("--gray", options.gray)->group(steps);
  command.callback([&] { run = [&] { return preprocess(options); }; });
}

int run_program(int argc, char** argv) {
  CLI::App app{"Faces or not, or any other two classes of pictures: a network of 64x64 pixels", "faces"};
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
    if (error.get_exit_code() != 0) throw Failure(explain(app, error));
    app.exit(error);  // prints the help
    flush_output();
    return 0;
  }
  const int status = run();
  flush_output();
  return status;
}

}  // namespace

}  // namespace faces

int main(int argc, char** argv) {
  std::signal(SIGXFSZ, SIG_IGN);  // a file that may not grow is then an error of its write
  examples::open_missing_streams();
  try {
    return faces::run_program(argc, argv);
  } catch (const std::exception& failure) {
    examples::warn("faces: {}\n", examples::sentence_of(failure));
    return 1;
  }
}
