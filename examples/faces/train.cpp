// SPDX-License-Identifier: MIT
#include <cameo/ext/image/write_png.hpp>
#include <cameo/io/atomic_file.hpp>
#include <cameo/io/trainer.hpp>
#include <cameo/report/names.hpp>
#include <cameo/report/progress_bar.hpp>

#include "commands.hpp"
#include "console.hpp"
#include "curves.hpp"
#include "face_net.hpp"
#include "failure.hpp"
#include "file_roles.hpp"
#include "interruption.hpp"
#include "model_file.hpp"
#include "output_folder.hpp"
#include "results.hpp"
#include "training_state.hpp"

namespace faces {

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

/// Shows the progress bar, times the steps, ends training when the program is interrupted, and has the
/// state kept once a minute.
class Monitor final : public Callback {
 public:
  Monitor(std::size_t samples, int epochs, std::function<void()> keep) : keep_(std::move(keep)) {
    step_ms_.reserve((samples / FaceTrainer::batch + 1) * static_cast<std::size_t>(epochs));
  }

  bool on_batch_end(const TrainingProgress& progress) override {
    const auto now = std::chrono::steady_clock::now();
    if (progress.sample > FaceTrainer::batch)  // the first one's time is also the validation's
      step_ms_.push_back(std::chrono::duration<double, std::milli>(now - last_).count());
    bar_.on_batch_end(progress);
    last_ = std::chrono::steady_clock::now();
    return !interrupted();
  }

  bool on_epoch_end(const TrainingProgress& progress) override {
    bar_.on_epoch_end(progress);
    if (std::chrono::steady_clock::now() - kept_ > std::chrono::minutes(1)) {
      keep_();
      kept_ = std::chrono::steady_clock::now();
    }
    return !interrupted();
  }

  double median_step_ms() {
    if (step_ms_.empty()) return std::numeric_limits<double>::quiet_NaN();
    const auto middle = step_ms_.begin() + static_cast<std::ptrdiff_t>(step_ms_.size() / 2);
    std::nth_element(step_ms_.begin(), middle, step_ms_.end());
    return *middle;
  }

 private:
  std::chrono::steady_clock::time_point last_, kept_ = std::chrono::steady_clock::now();
  std::vector<double> step_ms_;
  std::function<void()> keep_;
  ProgressBar bar_;
};

/// Nothing that is read may be replaced, and no result may become a picture of the next training.
void check_roles(const TargetFiles& files, const TrainOptions& options) {
  FileRoles roles;
  for (const Path& data : {options.data, options.test}) {
    if (data.empty()) continue;
    if (lies_below(options.output, data))
      throw Failure(fmt::format("{}: the results cannot lie below {}, whose pictures are read",
                                options.output.string(), data.string()));
    roles.add_input(data);
  }
  // A training that goes on may take the place of the one before.
  roles.add_output(files.model, "the model");
  roles.add_output(files.state, "model.trainer");
  roles.add_output(files.curves, "curves.png");
  roles.add_output(files.misclassified, "misclassified.png");
  if (!files.json.empty()) roles.add_output(files.json, "the figures", true);
}

/// Takes the room on the disk for the results, and holds it in `model` while training. A target that cannot
/// be written to is better known before training than after it.
void reserve_room(const TargetFiles& files, std::size_t epochs, AtomicFile& model) {
  constexpr std::size_t pictures = 8 << 20, figures = 1 << 16, figures_of_epoch = 200;
  check(model.open(files.model.string()));
  check(model.reserve(sizeof(Parameters<FaceNet>) + trainer_size(trainer) + pictures));
  if (!files.json.empty()) check(check_writable(files.json.string(), figures + figures_of_epoch * epochs));
}

/// A new training, or one that goes on. Returns the order of the classes that it had.
std::optional<std::vector<std::string>> prepare_trainer(const TrainOptions& options) {
  std::optional<std::vector<std::string>> class_names;
  if (options.resume.empty())
    trainer.initialize(options.seed);
  else
    class_names = load_state(state_file_of(options.resume), trainer, options);
  if (options.learning_rate) trainer.optimizer.learning_rate = *options.learning_rate;
  return class_names;
}

Parts load_parts(const TrainOptions& options, const std::optional<std::vector<std::string>>& class_names,
                 std::vector<std::string>& skipped) {
  LoadedImages data = load_pictures(options.data, options.preparation, options.strict), test;
  if (class_names) match_classes(data, *class_names, options.data, "those of the training");
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

History run(const Parts& parts, const TrainOptions& options, Monitor& monitor) {
  Dataset data = parts.train.dataset();
  data.augmentation = options.augmentation;
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
    check(write_png(draw(), path));
  else
    std::filesystem::remove(path, nothing_there);
}

void write_results(const TrainResults& results, const Parts& parts, const TargetFiles& files,
                   const TrainOptions& options) {
  const Uninterrupted whole_files;
  if (!files.json.empty()) write_json(results, parts, options);
  replace_picture(files.misclassified, !results.mistakes.empty(),
                  [&] { return draw_mistakes(results.mistakes, parts.test); });
  replace_picture(files.curves, !results.history.empty(),
                  [&] { return draw_curves(results.history, results.epochs_before + 1); });
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
  const auto class_names = prepare_trainer(options);
  TrainResults results;
  results.learning_rate = trainer.optimizer.learning_rate;
  results.epochs_before = static_cast<std::size_t>(trainer.epoch_position().epochs);
  const Parts parts = load_parts(options, class_names, results.skipped);
  if (interrupted()) throw Failure("interrupted before training");
  announce(parts, options);

  const auto keep_state = [&] { return save_state(files.state, trainer, options, parts.train.class_names); };
  Monitor monitor(parts.train.paths.size(), options.epochs, [&] {
    if (const Error error = keep_state()) warn("\n{}\n", error.message());
  });
  const History history = run(parts, options, monitor);
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
  results.history.assign(history.epochs().begin(), history.epochs().end());
  results.step_ms = monitor.median_step_ms();
  say("test, {}: ", counted(parts.test.paths.size(), "picture"));
  print_scores(results.test, parts.test.class_names);
  write_results(results, parts, files, options);
  say_where(results, files);
  return 0;
}

}  // namespace faces
