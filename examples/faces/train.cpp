// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <cameo/io/atomic_file.hpp>
#include <cameo/report/names.hpp>
#include <cameo/report/progress_bar.hpp>
#include <csignal>

#include "commands.hpp"
#include "face_net.hpp"
#include "failure.hpp"
#include "model_file.hpp"
#include "results.hpp"

namespace faces {

namespace {

FaceTrainer trainer;

volatile std::sig_atomic_t interrupted = 0;

/// The first Ctrl-C ends training after the batch, the second one the program.
void watch_interrupt() {
  struct sigaction action {};
  action.sa_handler = [](int) { interrupted = 1; };
  action.sa_flags = static_cast<int>(SA_RESETHAND);
  sigaction(SIGINT, &action, nullptr);
}

/// The progress bar, which also times the steps and watches for Ctrl-C.
class Monitor final : public ProgressBar {
 public:
  Monitor(std::size_t samples, int epochs) {
    step_ms_.reserve((samples / FaceTrainer::batch + 1) * static_cast<std::size_t>(epochs));
  }

  bool on_batch_end(const TrainingProgress& progress) override {
    const auto now = std::chrono::steady_clock::now();
    if (progress.sample > FaceTrainer::batch)  // the first one's time is also the validation's
      step_ms_.push_back(std::chrono::duration<double, std::milli>(now - last_).count());
    ProgressBar::on_batch_end(progress);
    last_ = std::chrono::steady_clock::now();
    return interrupted == 0;
  }

  bool on_epoch_end(const TrainingProgress& progress) override {
    ProgressBar::on_epoch_end(progress);
    return interrupted == 0;
  }

  double median_step_ms() {
    if (step_ms_.empty()) return std::numeric_limits<double>::quiet_NaN();
    const auto middle = step_ms_.begin() + static_cast<std::ptrdiff_t>(step_ms_.size() / 2);
    std::nth_element(step_ms_.begin(), middle, step_ms_.end());
    return *middle;
  }

 private:
  std::chrono::steady_clock::time_point last_;
  std::vector<double> step_ms_;
};

/// A file that cannot be written is better known before training than after it.
void require_writable(const Path& file) {
  AtomicFile probe;
  check(probe.open(file.string()));
}

void prepare_output(const TrainOptions& options) {
  std::error_code reason;
  std::filesystem::create_directories(options.output, reason);
  if (reason)
    throw Failure(
        fmt::format("{}: the folder cannot be made: {}", options.output.string(), reason.message()));
  require_writable(options.output / "model.safetensors");
  if (!options.json.empty()) require_writable(options.json);
}

Parts load_parts(const TrainOptions& options, std::vector<std::string>& skipped) {
  LoadedImages data = load_pictures(options.data, options.preparation, options.strict), test;
  if (!options.test.empty()) test = load_pictures(options.test, options.preparation, options.strict);
  if (!options.test.empty() && test.class_names != data.class_names)
    throw Failure(fmt::format("{}: its classes are {} and {}, but to train they are {} and {}",
                              options.test.string(), test.class_names[0], test.class_names[1],
                              data.class_names[0], data.class_names[1]));
  skipped = data.skipped;
  skipped.insert(skipped.end(), test.skipped.begin(), test.skipped.end());
  const bool every_fourth = is_array(options.data) && !options.test_split;
  return split(std::move(data), std::move(test),
               {.test = every_fourth ? std::nullopt : std::optional(options.test_split.value_or(0.2)),
                .validation = options.validation_split,
                .seed = options.seed});
}

void announce(const Parts& parts, const TrainOptions& options) {
  const auto& names = parts.train.class_names;
  fmt::print("classes: {} (0), {} (1)\n", names[0], names[1]);
  fmt::print("pictures: {} to train, {} to validate, {} to test; {}x{} pixels, {}\n",
             parts.train.paths.size(), parts.validation.paths.size(), parts.test.paths.size(),
             options.preparation.side, options.preparation.side,
             options.preparation.center ? "middle square" : "squeezed");
  fmt::print("SIMD target: {}; memory of the trainer: {:.1f} MiB\n", target_name,
             static_cast<double>(sizeof(FaceTrainer)) / (1 << 20));
  std::fflush(stdout);
}

History run(const Parts& parts, const TrainOptions& options, Monitor& monitor) {
  Dataset data = parts.train.dataset();
  data.augmentation = options.augmentation;
  const Dataset validation = parts.validation.dataset();
  trainer.initialize(options.seed);
  trainer.optimizer.learning_rate = options.learning_rate;
  watch_interrupt();
  History history = trainer.fit(data, {.epochs = options.epochs,
                                       .validation_data = validation.samples() > 0 ? &validation : nullptr,
                                       .seed = options.seed,
                                       .callback = &monitor});
  check(history.error);
  if (history.stopped)
    fmt::print("\nstopped after {} whole epochs; the model so far is kept\n", history.size);
  return history;
}

/// The files beside the model; those of an earlier run that have no successor are removed.
void write_pictures(const Results& results, const Parts& parts, const TrainOptions& options) {
  const Path sheet = options.output / "misclassified.png", curves = options.output / "curves.png";
  std::error_code ignored;
  std::vector<PictureView> wrong;
  for (std::size_t index : results.test.wrong) wrong.push_back(parts.test.picture(index));
  if (wrong.empty())
    std::filesystem::remove(sheet, ignored);
  else
    write_sheet(wrong, sheet);
  if (results.history.empty())
    std::filesystem::remove(curves, ignored);
  else
    write_curves(results.history, curves);
}

void say_where(const Results& results, const TrainOptions& options) {
  const Path folder = std::filesystem::absolute(options.output).lexically_normal();
  fmt::print("model:         {}\n", (folder / "model.safetensors").string());
  if (!results.history.empty()) fmt::print("curves:        {}\n", (folder / "curves.png").string());
  if (!results.test.wrong.empty())
    fmt::print("misclassified: {} ({} pictures)\n", (folder / "misclassified.png").string(),
               results.test.wrong.size());
  if (!options.json.empty())
    fmt::print("figures:       {}\n", std::filesystem::absolute(options.json).lexically_normal().string());
}

}  // namespace

int train(const TrainOptions& options) {
  prepare_output(options);
  Results results;
  const Parts parts = load_parts(options, results.skipped);
  announce(parts, options);

  Monitor monitor(parts.train.paths.size(), options.epochs);
  const History history = run(parts, options, monitor);
  save_model(options.output / "model.safetensors", trainer.parameters(),
             {parts.train.class_names, options.preparation});

  results.test = score(predict_all(trainer, parts.test.dataset()), parts.test.labels);
  results.history = history.epochs();
  results.step_ms = monitor.median_step_ms();
  results.train_samples = parts.train.paths.size();
  results.validation_samples = parts.validation.paths.size();
  results.test_samples = parts.test.paths.size();
  results.trainer_bytes = sizeof(FaceTrainer);
  fmt::print("test: ");
  print_scores(results.test, parts.test.class_names);
  if (!options.json.empty()) write_json(results, options.json);
  write_pictures(results, parts, options);
  say_where(results, options);
  return 0;
}

}  // namespace faces
