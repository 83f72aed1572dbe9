// SPDX-License-Identifier: MIT
#include "train.hpp"

#include <cameo/data/capped_sampler.hpp>
#include <cameo/face/mirror_average.hpp>
#include <cameo/io/weights_file.hpp>
#include <cameo/metrics/verification.hpp>
#include <cameo/report/names.hpp>
#include <cameo/report/progress_bar.hpp>
#include <cameo/train/moving_average.hpp>
#include <cameo/train/schedule.hpp>
#include <cameo/train/threads.hpp>

#include "common/console.hpp"
#include "common/failure.hpp"
#include "common/file_roles.hpp"
#include "common/interruption.hpp"
#include "embedding_net.hpp"
#include "people_pictures.hpp"
#include "recognize/results.hpp"
#include "taught_cosface-inl.hpp"
#include "teacher.hpp"

namespace recognize {

using namespace examples;

namespace {

using Loss = TaughtCosFace<most_people, EmbeddingNet::Output::size>;
using EmbeddingTrainer = Trainer<TrainingNet, Loss, SGDW, Batch<64>, Threads<2>, GlobalClipNorm<5.0f>>;
using EmbeddingPredictor = Predictor<EmbeddingNet, Batch<64>, Threads<2>>;

constexpr Augmentation augmentation{.horizontal_flip = true,
                                    .rotation_degrees = 8,
                                    .zoom = 0.1f,
                                    .translation = 0.0625f,
                                    .shear_degrees = 3,
                                    .blur = 0.5f,
                                    .gamma = 0.4f,
                                    .light_ramp = 0.2f,
                                    .cutout = 0.4f,
                                    .cutout_side = 0.4f};

/// Compares all pairs of pictures of people whom training does not see.
class Validation {
 public:
  explicit Validation(const LoadedImages& pictures) : pictures_(pictures) {
    const Dataset data = pictures.dataset();
    x_.resize(data.samples() * EmbeddingNet::Input::size);
    for (std::size_t i = 0; i < data.samples(); ++i)
      check(load_sample(data, i, {EmbeddingNet::Input::height, EmbeddingNet::Input::width, 1}, false, 0,
                        &x_[i * EmbeddingNet::Input::size]));
    y_.resize(data.samples() * outputs);
    of_mirror_.resize(y_.size());
    pairs_.reserve(data.samples() * (data.samples() - 1) / 2);
  }

  VerificationFigures figures(const Parameters<TrainingNet>& parameters) {
    take_embedding(parameters, predictor_->parameters());
    check(predict_with_mirror<EmbeddingNet>(*predictor_, std::span(x_), y_, of_mirror_));
    pairs_.clear();
    for (std::size_t a = 0; a < pictures_.labels.size(); ++a)
      for (std::size_t b = 0; b < a; ++b) pairs_.push_back({distance(a, b), person(a), person(b)});
    check(sort_by_distance(pairs_));
    return verification_figures(pairs_, 1);
  }

  /// Those that the last figures are of.
  const Parameters<EmbeddingNet>& parameters() const { return predictor_->parameters(); }

 private:
  static constexpr std::size_t outputs = EmbeddingNet::Output::size;

  std::uint32_t person(std::size_t picture) const {
    return static_cast<std::uint32_t>(pictures_.labels[picture]);
  }
  float distance(std::size_t a, std::size_t b) const {
    float sum = 0;
    for (std::size_t i = 0; i < outputs; ++i) {
      const float difference = y_[a * outputs + i] - y_[b * outputs + i];
      sum = std::fma(difference, difference, sum);
    }
    return std::sqrt(sum);
  }

  const LoadedImages& pictures_;
  std::vector<float> x_, y_, of_mirror_;
  std::vector<ScoredPair> pairs_;
  std::unique_ptr<EmbeddingPredictor> predictor_ = std::make_unique<EmbeddingPredictor>();
};

/// Shows the progress, keeps the averaged parameters of the epoch that tells people apart best, and ends
/// training when the program is interrupted.
class Monitor final : public Callback {
 public:
  Monitor(const MovingAverage<TrainingNet>& average, Validation& validation)
      : average_(average), validation_(validation) {}

  bool on_batch_end(const TrainingProgress& progress) override {
    bar_.on_batch_end(progress);
    return !interrupted();
  }

  bool on_epoch_end(const TrainingProgress& progress) override {
    bar_.on_epoch_end(progress);
    const VerificationFigures figures = validation_.figures(average_.parameters());
    const bool better = best_epoch < 0 || figures.auc > best.auc;
    say("  unknown people: AUC {:.4f}, TAR at FAR 0.01 {:.3f}{}\n", figures.auc,
        figures.at_far[1].true_accepts, better ? ", the best so far" : "");
    std::fflush(stdout);
    epochs.push_back({{"epoch", progress.epoch + 1},
                      {"loss", as_written(progress.scores.loss)},
                      {"accuracy", as_written(progress.scores.accuracy)},
                      {"auc", figures.auc},
                      {"tar_at_0.01", figures.at_far[1].true_accepts}});
    if (better) {
      best = figures;
      best_epoch = progress.epoch;
      *parameters = validation_.parameters();
    }
    return !interrupted();
  }

  VerificationFigures best;
  int best_epoch = -1;  ///< from 0
  std::unique_ptr<Parameters<EmbeddingNet>> parameters = std::make_unique<Parameters<EmbeddingNet>>();
  json epochs = json::array();

 private:
  const MovingAverage<TrainingNet>& average_;
  Validation& validation_;
  ProgressBar bar_;
};

/// Sets what the trainer begins with. PyTorch's decay of 5e-4 is ten times as much here, where momentum does
/// not multiply it.
void begin(EmbeddingTrainer& trainer, const PeoplePictures& pictures, const TrainOptions& options) {
  trainer.initialize(static_cast<std::uint64_t>(options.seed));
  trainer.optimizer.momentum = 0.9f;
  trainer.optimizer.nesterov = true;
  trainer.optimizer.weight_decay = 5e-3f;
  trainer.loss.names.scale = 24;
  trainer.loss.names.classes = pictures.people;
  trainer.loss.teaching = options.models.empty() ? 0 : 20;
}

/// What the loss wants of each picture: whose it is, and what the published network, if there is one, says of
/// it.
std::vector<float> labels_of(const LoadedImages& pictures, const TrainOptions& options) {
  std::vector<FaceDescriptor> directions(pictures.paths.size());
  if (!options.models.empty()) {
    say("asking the published network about each picture to train with\n");
    flush_output();
    directions = teacher_directions(options, pictures.paths);
    const auto unknown = std::count(directions.begin(), directions.end(), FaceDescriptor{});
    if (unknown > 0) say("it finds no face in {}\n", counted(static_cast<std::size_t>(unknown), "picture"));
    flush_output();
  }
  std::vector<float> labels;
  for (std::size_t i = 0; i < directions.size(); ++i) {
    labels.push_back(pictures.labels[i]);
    labels.insert(labels.end(), directions[i].begin(), directions[i].end());
  }
  return labels;
}

History run_training(EmbeddingTrainer& trainer, const PeoplePictures& pictures, const TrainOptions& options,
                     Monitor& monitor, MovingAverage<TrainingNet>& average) {
  const std::vector<float> labels = labels_of(pictures.train, options);
  const double epochs = options.epochs;
  Schedule rate(trainer.optimizer.learning_rate,
                CosineDecay{.peak = 0.1f, .epochs = epochs, .warm_up = 0.05 * epochs});
  Schedule margin(trainer.loss.names.margin, Ramp{0, 0.25f, 0.2 * epochs});
  Callbacks callbacks(rate, margin, average, monitor);
  constexpr std::size_t most_of_person = 30;
  CappedSampler sampler(pictures.train.labels, most_of_person, EmbeddingTrainer::batch);
  Dataset data = pictures.train.dataset();
  data.labels = labels;
  data.augmentation = augmentation;
  const History history = trainer.fit(data, {.epochs = options.epochs,
                                             .seed = static_cast<std::uint64_t>(options.seed),
                                             .callback = &callbacks,
                                             .sampler = &sampler});
  if (history.stopped)
    say("\nstopped after {}\n", counted(static_cast<std::size_t>(history.size), "whole epoch"));
  return history;
}

void save(const Path& output, const PeoplePictures& pictures, const Monitor& monitor,
          const TrainOptions& options) {
  const Uninterrupted whole_file;
  const std::string people = fmt::format("{}", pictures.people),
                    epoch = fmt::format("{}", monitor.best_epoch + 1),
                    auc = fmt::format("{:.6f}", monitor.best.auc), seed = fmt::format("{}", options.seed);
  const std::array<MetadataEntry, 4> metadata{
      {{"people", people}, {"epoch", epoch}, {"validation_auc", auc}, {"seed", seed}}};
  check(save_weights(*monitor.parameters, output.string(), metadata));
}

int train(const TrainOptions& options) {
  FileRoles roles = check_files(options, {&options.folder, 1});
  roles.add_output(options.output, "the weights");
  auto room = std::make_unique<AtomicFile>();
  check(room->open(options.output.string()));
  if (room->is_shared())
    throw Failure(
        fmt::format("{}: another run writes its weights there; wait for its end or give another --output",
                    options.output.string()));
  check(room->reserve(sizeof(Parameters<EmbeddingNet>) + (1 << 16)));
  const PeoplePictures pictures = load_people(options.folder, options.validation_split,
                                              static_cast<std::uint64_t>(options.seed), most_people);
  say("{} of {} people to train, {} of {} others to validate; people with one picture, left out: {}\n",
      counted(pictures.train.paths.size(), "picture"), pictures.people,
      counted(pictures.validation.paths.size(), "picture"), pictures.validation_people, pictures.left_out);
  say("SIMD target: {}; {} parameters; memory of the trainer: {:.1f} MiB; seed {}\n", target_name,
      EmbeddingNet::parameter_count, static_cast<double>(sizeof(EmbeddingTrainer)) / (1 << 20), options.seed);
  flush_output();

  const auto trainer = std::make_unique<EmbeddingTrainer>();
  begin(*trainer, pictures, options);
  const auto average = std::make_unique<MovingAverage<TrainingNet>>(trainer->parameters(), 0.998f);
  Validation validation(pictures.validation);
  Monitor monitor(*average, validation);
  const History history = run_training(*trainer, pictures, options, monitor, *average);
  room.reset();
  if (monitor.best_epoch < 0) {
    check(history.error);
    throw Failure("interrupted before the end of the first epoch: no weights are written");
  }
  save(options.output, pictures, monitor, options);
  say("{}: of epoch {}, AUC of unknown people {:.4f}\n", options.output.string(), monitor.best_epoch + 1,
      monitor.best.auc);
  check(history.error);  // the epochs before it were good
  write_json(options, {},
             {{"people", pictures.people},
              {"pictures", pictures.train.paths.size()},
              {"epochs", monitor.epochs},
              {"best_epoch", monitor.best_epoch + 1}});
  return 0;
}

}  // namespace

void add_train(CLI::App& app, TrainOptions& options, Run& run) {
  CLI::App& command = *app.add_subcommand(
      "train", "train a network of your own, of pictures with a face in their middle, as LFW's are");
  command.add_option("FOLDER", options.folder, "folder with a subfolder of pictures for each person")
      ->required();
  add_path(command, "--output", options.output, "file for the network's weights")->capture_default_str();
  add_number(command, "--epochs", options.epochs, {1, 10'000});
  add_number(command, "--validation-split", options.validation_split, {0.01, 0.5},
             "part of the people who only tell which epoch is best");
  add_number(command, "--seed", options.seed, {0, 1'000'000'000},
             "of people, order, augmentation and dropout");
  add_common(command, options);
  command.footer(
      "With --models the network learns from the published one too, which sees the same pictures; without it "
      "from people's names alone.\nCtrl-C ends training; the best so far is kept.");
  command.callback([&] { run = [&] { return train(options); }; });
}

}  // namespace recognize
