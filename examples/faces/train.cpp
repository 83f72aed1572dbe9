// SPDX-License-Identifier: MIT
#include <cameo/ext/image/write_png.hpp>
#include <cameo/io/atomic_file.hpp>
#include <cameo/io/trainer_bytes.hpp>
#include <cameo/report/names.hpp>
#include <string_view>
#include <unordered_set>

#include "commands.hpp"
#include "common/console.hpp"
#include "common/failure.hpp"
#include "common/file_roles.hpp"
#include "common/interruption.hpp"
#include "common/made_by.hpp"
#include "common/output_folder.hpp"
#include "curves.hpp"
#include "face_net.hpp"
#include "model_file.hpp"
#include "monitor.hpp"
#include "results.hpp"
#include "training_state.hpp"

namespace faces {

using namespace examples;

namespace {

FaceTrainer trainer;

/// What a training writes.
struct TargetFiles {
  explicit TargetFiles(const TrainOptions& options)
      : model(options.output / "model.safetensors"),
        state(state_file_of(model)),
        curves(options.output / "curves.png"),
        misclassified(options.output / "misclassified.png"),
        json(options.json) {}

  Path model, state, curves, misclassified, json;
};

/// Nothing that is read may be replaced, and no result may become a picture of the next training.
void check_roles(const TargetFiles& files, const TrainOptions& options) {
  FileRoles roles;
  for (const Path& data : {options.data, options.test}) {
    if (data.empty()) continue;
    if (lies_below(files.model, data))
      throw Failure(fmt::format("{}: the results cannot lie in {}, whose pictures are read",
                                options.output.string(), data.string()));
    roles.add_input(data);
  }
  // A training that goes on may take the place of the one before.
  roles.add_output(files.model, "the model");
  roles.add_output(files.state, "model.trainer");
  roles.add_output(files.curves, "curves.png");
  roles.add_output(files.misclassified, "misclassified.png");
  for (const Path& picture : {files.curves, files.misclassified}) check_made_by(maker, picture);
  if (files.json.empty()) return;
  roles.add_output(files.json, "the figures", true);
  if (options.resume.empty()) return;
  FileRoles figures;
  const Path state = state_file_of(options.resume);
  for (const Path& resumed : {state, Path(state).replace_extension(".safetensors")})
    figures.add_input(resumed);
  figures.add_output(files.json, "the figures", true);
}

/// Takes the room on the disk for the results, and holds it in `model` while training. A target that cannot
/// be written to is better known before training than after it.
void reserve_room(const TargetFiles& files, std::size_t epochs, AtomicFile& model) {
  constexpr std::size_t pictures = 8 << 20, figures = 1 << 16, figures_of_epoch = 200;
  check(model.open(files.model.string()));
  check(model.reserve(sizeof(Parameters<FaceNet>) + trainer_size(trainer) + pictures));
  for (const Path& result : {files.state, files.curves, files.misclassified})
    check(check_writable(result.string(), 0));
  if (!files.json.empty()) check(check_writable(files.json.string(), figures + figures_of_epoch * epochs));
}

/// A new training, or one that goes on, with the state that it had.
std::optional<TrainingState> prepare_trainer(const TrainOptions& options) {
  std::optional<TrainingState> before;
  if (options.resume.empty())
    trainer.initialize(options.seed);
  else
    before = load_state(state_file_of(options.resume), trainer, options);
  if (options.learning_rate) trainer.optimizer.learning_rate = *options.learning_rate;
  return before;
}

/// Other pictures would be split otherwise: some that were trained on would be tested.
TrainingState begin_or_continue(const std::optional<TrainingState>& before, const Parts& parts,
                                const TrainOptions& options) {
  const std::uint64_t fingerprint = fingerprint_of(parts.train);
  if (!before) return {.class_names = parts.train.class_names, .fingerprint = fingerprint, .history = {}};
  if (before->fingerprint != fingerprint)
    throw Failure(fmt::format(
        "{}: the pictures to train are not those that this training began with; repeat --data, or begin anew",
        state_file_of(options.resume).string()));
  return *before;
}

Parts load_parts(const TrainOptions& options, const std::optional<TrainingState>& before,
                 std::vector<std::string>& skipped) {
  LoadedImages data = load_pictures(options.data, options.preparation, options.strict), test;
  if (before) match_classes(data, before->class_names, options.data, "those of the training");
  if (!options.test.empty()) {
    test = load_pictures(options.test, options.preparation, options.strict);
    match_classes(test, data.class_names, options.test, "those to train");
  }
  skipped = data.skipped;
  skipped.insert(skipped.end(), test.skipped.begin(), test.skipped.end());
  const bool every_fourth = is_array(options.data) && !options.test_split;
  return split(std::move(data), std::move(test),
               {.test = every_fourth ? std::nullopt : std::optional(options.test_split.value_or(0.2)),
                .validation = options.validation_split,
                .seed = options.seed});
}

/// Warns of pictures to test that are trained on too. They are compared as the network gets them, so that a
/// link to a folder, or a copy of a picture, shows as well.
void tell_trained_on(const Parts& parts, const TrainOptions& options) {
  const auto pixels = [](const LoadedImages& images, std::size_t index) {
    const PictureView picture = images.picture(index);
    return std::string_view(reinterpret_cast<const char*>(picture.pixels), picture.size());
  };
  std::unordered_set<std::string_view> trained_on;
  for (std::size_t i = 0; i < parts.train.paths.size(); ++i) trained_on.insert(pixels(parts.train, i));
  const std::size_t tested = parts.test.paths.size();
  std::size_t both = 0;
  for (std::size_t i = 0; i < tested; ++i) both += trained_on.count(pixels(parts.test, i));
  if (both > 0)
    warn("{}: {} of {} to test are trained on too, so that the test does not tell how others fare\n",
         (options.test.empty() ? options.data : options.test).string(), both, counted(tested, "picture"));
}

/// How the pictures to test were chosen: without it the figures cannot be compared.
std::string origin_of_test(const TrainOptions& options) {
  if (!options.test.empty()) return "of " + options.test.string();
  if (is_array(options.data) && !options.test_split) return "every fourth";
  return fmt::format("{} of each class by seed {}", options.test_split.value_or(0.2), options.seed);
}

void announce(const Parts& parts, const TrainOptions& options) {
  const auto& names = parts.train.class_names;
  say("classes: {} (0), {} (1)\n", names[0], names[1]);
  say("pictures: {} to train, {} to validate, {} to test ({}); {}x{} pixels, {}\n", parts.train.paths.size(),
      parts.validation.paths.size(), parts.test.paths.size(), origin_of_test(options),
      options.preparation.side, options.preparation.side,
      options.preparation.center ? "middle square" : "squeezed");
  say("SIMD target: {}; memory of the trainer: {:.1f} MiB; seed {}\n", target_name,
      static_cast<double>(sizeof(FaceTrainer)) / (1 << 20), options.seed);
  flush_output();
}

/// Such that both classes count alike, and all pictures together as many as there are.
std::vector<float> balancing_weights(const std::vector<float>& labels) {
  const auto ones = static_cast<float>(std::count(labels.begin(), labels.end(), 1.0f)),
             all = static_cast<float>(labels.size());
  std::vector<float> weights;
  for (const float label : labels) weights.push_back(all / (2 * (label == 1 ? ones : all - ones)));
  return weights;
}

History run(const Parts& parts, const TrainOptions& options, Monitor& monitor) {
  Dataset data = parts.train.dataset();
  data.augmentation = options.augmentation;
  std::vector<float> weights;
  if (options.balance) data.weights = weights = balancing_weights(parts.train.labels);
  const Dataset validation = parts.validation.dataset();
  History history = trainer.fit(data, {.epochs = options.epochs,
                                       .validation_data = validation.samples() > 0 ? &validation : nullptr,
                                       .seed = options.seed,
                                       .callback = &monitor});
  check(history.error);
  if (history.stopped)
    say("\nstopped after {}; the model so far is kept\n",
        counted(static_cast<std::size_t>(history.size), "whole epoch"));
  return history;
}

/// A picture of this run, or none where one of an earlier run would stay.
void replace_picture(const Path& path, bool wanted, const std::function<Picture()>& draw) {
  std::error_code nothing_there;
  if (wanted)
    check(write_png(draw(), path, {.software = maker}));
  else
    std::filesystem::remove(path, nothing_there);
}

void write_results(const TrainResults& results, const Parts& parts, const TargetFiles& files,
                   const TrainOptions& options) {
  const Uninterrupted whole_files;
  if (!files.json.empty()) write_json(results, parts, options);
  replace_picture(files.misclassified, !results.mistakes.empty(),
                  [&] { return draw_mistakes(results.mistakes, parts.test); });
  replace_picture(files.curves, !results.history.empty(), [&] { return draw_curves(results.history); });
}

void say_where(const TrainResults& results, const TargetFiles& files) {
  const auto whole = [](const Path& path) {
    return std::filesystem::absolute(path).lexically_normal().string();
  };
  say("model:         {}\n", whole(files.model));
  if (!results.history.empty()) say("curves:        {}\n", whole(files.curves));
  if (!results.mistakes.empty())
    say("misclassified: {} ({})\n", whole(files.misclassified), counted(results.mistakes.size(), "picture"));
  if (!files.json.empty()) say("figures:       {}\n", whole(files.json));
}

}  // namespace

int train(const TrainOptions& options) {
  const TargetFiles files(options);
  check_roles(files, options);
  const OutputFolder folder(options.output);
  watch_for_interruption();
  auto room = std::make_unique<AtomicFile>();
  reserve_room(files, static_cast<std::size_t>(options.epochs), *room);
  const auto before = prepare_trainer(options);
  TrainResults results;
  results.learning_rate = trainer.optimizer.learning_rate;
  results.epochs_before = static_cast<std::size_t>(trainer.epoch_position().epochs);
  const Parts parts = load_parts(options, before, results.skipped);
  if (interrupted()) throw Failure("interrupted before training");
  TrainingState state = begin_or_continue(before, parts, options);
  announce(parts, options);
  tell_trained_on(parts, options);

  const auto keep_state = [&] { return save_state(files.state, trainer, options, state); };
  Monitor monitor(parts.train.paths.size(), options.epochs, [&](const EpochScores& scores, bool keep) {
    state.history.push_back(scores);
    if (!keep) return;
    if (const Error error = keep_state()) warn("\n{}\n", error.message());
  });
  const History history = run(parts, options, monitor);
  state.history.resize(results.epochs_before);
  state.history.insert(state.history.end(), history.epochs().begin(), history.epochs().end());
  room.reset();
  {
    const Uninterrupted whole_file;
    save_model(files.model, trainer.parameters(), {parts.train.class_names, options.preparation});
    check(keep_state());
  }
  stop_watching_ctrl_c();  // the model is kept: a further one may leave out the rest

  const Answers answers = answer(trainer, parts.test.dataset());
  results.test = answers.scores;
  results.mistakes = find_mistakes(answers.probabilities, parts.test.labels);
  results.history = state.history;
  results.step_ms = monitor.median_step_ms();
  say("test, {}: ", counted(parts.test.paths.size(), "picture"));
  print_scores(results.test, parts.test.class_names);
  write_results(results, parts, files, options);
  say_where(results, files);
  return 0;
}

}  // namespace faces
