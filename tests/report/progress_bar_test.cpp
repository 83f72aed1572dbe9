// SPDX-License-Identifier: MIT
#include "cameo/report/progress_bar.hpp"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/ioctl.h>

#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "catch.hpp"

using cameo_test::contains;

namespace progress_bar_test {

/// The reading end of a pipe or of a terminal of our own, and the other end.
struct Output {
  int read_end = -1, write_end = -1;

  std::string text() const {
    std::string text(10000, '\0');
    const ssize_t size = ::read(read_end, text.data(), text.size());
    text.resize(size > 0 ? static_cast<std::size_t>(size) : 0);
    return text;
  }
};

Output pipe_output() {
  int ends[2];
  REQUIRE(::pipe2(ends, O_NONBLOCK) == 0);
  return {ends[0], ends[1]};
}

Output terminal_output() {
  const int controller = ::posix_openpt(O_RDWR | O_NOCTTY | O_NONBLOCK);
  if (controller < 0 || ::grantpt(controller) != 0 || ::unlockpt(controller) != 0) return {};
  return {controller, ::open(::ptsname(controller), O_RDWR | O_NOCTTY)};
}

void set_columns(const Output& terminal, unsigned short columns) {
  const winsize window{.ws_row = 24, .ws_col = columns, .ws_xpixel = 0, .ws_ypixel = 0};
  REQUIRE(::ioctl(terminal.write_end, TIOCSWINSZ, &window) == 0);
}

/// A batch's line without what goes to the row's begin and erases the rest of the line before.
std::string shown(const std::string& line) {
  const std::string begin = "\r", end = "\x1b[K";
  REQUIRE(line.starts_with(begin));
  REQUIRE(line.ends_with(end));
  return line.substr(begin.size(), line.size() - begin.size() - end.size());
}

const cameo::TrainingProgress halfway{
    .epoch = 2, .epochs = 10, .sample = 64, .samples = 128, .scores = {.loss = 0.25f, .accuracy = 0.875f}};

TEST_CASE("Where there is no terminal, only epochs are lines") {
  const Output output = pipe_output();
  cameo::ProgressBar bar(output.write_end);
  CHECK(bar.on_batch_end(halfway));
  CHECK(output.text().empty());

  cameo::TrainingProgress end = halfway;
  end.sample = 128;
  end.scores.val_loss = 0.5f;
  end.scores.val_accuracy = 0.75f;
  CHECK(bar.on_batch_end(end));
  CHECK(bar.on_epoch_end(end));
  CHECK(output.text() ==
        "Epoch  3/10 [====================] 128/128  0:00  loss 0.2500  accuracy 0.8750  val_loss 0.5000  "
        "val_accuracy 0.7500\n");
}

TEST_CASE("Without validation data its figures are left out") {
  const Output output = pipe_output();
  cameo::ProgressBar bar(output.write_end);
  CHECK(bar.on_epoch_end(halfway));
  CHECK_THAT(output.text(), !contains("val_loss") && contains("accuracy 0.8750\n"));
}

TEST_CASE("A regression shows its mean absolute error") {
  const Output output = pipe_output();
  cameo::ProgressBar bar(output.write_end);
  cameo::TrainingProgress end = halfway;
  end.scores = {
      .loss = 0.25f, .mean_absolute_error = 0.4f, .val_loss = 0.5f, .val_mean_absolute_error = 0.6f};
  CHECK(bar.on_epoch_end(end));
  const std::string line = output.text();
  CHECK_THAT(line, contains("loss 0.2500  mean_absolute_error 0.4000  val_loss 0.5000  "
                            "val_mean_absolute_error 0.6000\n"));
  CHECK_THAT(line, !contains("accuracy"));
}

TEST_CASE("On a terminal each batch rewrites the line") {
  const Output output = terminal_output();
  if (output.write_end < 0) CAMEO_SKIP("no terminal can be made here");
  set_columns(output, 100);
  cameo::ProgressBar bar(output.write_end);
  CHECK(bar.on_batch_end(halfway));
  CHECK(output.text() ==
        "\rEpoch  3/10 [==========>.........]  64/128  -:-- left  loss 0.2500  accuracy 0.8750\x1b[K");
  cameo::TrainingProgress next = halfway;
  next.sample = 96;
  CHECK(bar.on_batch_end(next));
  CHECK_THAT(output.text(), contains(" 96/128  0:0"));
}

TEST_CASE("A line is narrower than the terminal at that moment") {
  const Output output = terminal_output();
  if (output.write_end < 0) CAMEO_SKIP("no terminal can be made here");
  cameo::ProgressBar bar(output.write_end);
  const auto line_at = [&](unsigned short columns) {
    set_columns(output, columns);
    CHECK(bar.on_batch_end(halfway));
    return shown(output.text());
  };
  CHECK(line_at(80) == "Epoch  3/10 [========>.......]  64/128  -:-- left  loss 0.2500  accuracy 0.8750");
  CHECK(line_at(60) == "Epoch  3/10  -:-- left  loss 0.2500  accuracy 0.8750");
  CHECK(line_at(40) == "Epoch  3/10  -:-- left  loss 0.2500");
  CHECK(line_at(30) == "Epoch  3/10  loss 0.2500");
  CHECK(line_at(20) == "Epoch  3/10 [==>..]");
  CHECK(line_at(6) == "Epoch");
  CHECK(line_at(1) == "E");
  CHECK(line_at(0).size() < 80);  // a terminal that does not know
  cameo::TrainingProgress many = halfway;
  for (unsigned short columns = 2; columns < 200; ++columns)
    for (many.samples = 1; many.samples < 100'000'000; many.samples *= 100) {
      set_columns(output, columns);
      CHECK(bar.on_batch_end(many));
      CHECK(shown(output.text()).size() < columns);
    }
}

TEST_CASE("The line of an epoch keeps its scores on a narrow terminal") {
  const Output output = terminal_output();
  if (output.write_end < 0) CAMEO_SKIP("no terminal can be made here");
  cameo::ProgressBar bar(output.write_end);
  cameo::TrainingProgress end = halfway;
  end.scores.val_loss = 0.5f;
  end.scores.val_accuracy = 0.75f;
  const std::string scores = "  loss 0.2500  accuracy 0.8750  val_loss 0.5000  val_accuracy 0.7500\r\n";
  CHECK(bar.on_batch_end(end));
  for (const unsigned short columns : {std::uint16_t{40}, std::uint16_t{80}}) {
    set_columns(output, columns);
    output.text();
    CHECK(bar.on_epoch_end(end));
    CHECK(output.text() == "\r\x1b[KEpoch  3/10" + scores);
  }
}

TEST_CASE("A terminal without escape sequences is given the epochs only") {
  const Output output = terminal_output();
  if (output.write_end < 0) CAMEO_SKIP("no terminal can be made here");
  const char* before = std::getenv("TERM");
  const std::string kind = before == nullptr ? "" : before;
  ::setenv("TERM", "dumb", 1);
  cameo::ProgressBar bar(output.write_end);
  ::setenv("TERM", kind.c_str(), 1);
  CHECK(bar.on_batch_end(halfway));
  CHECK(bar.on_epoch_end(halfway));
  CHECK_THAT(output.text(), contains("accuracy 0.8750\r\n") && !contains("\x1b"));
}

TEST_CASE("Figures too long for the line are cut, and a closed output ends nothing") {
  const Output output = pipe_output();
  cameo::ProgressBar bar(output.write_end);
  cameo::TrainingProgress huge = halfway;
  huge.scores = {3e38f, 3e38f, 3e38f, 3e38f};
  CHECK(bar.on_epoch_end(huge));
  const std::string line = output.text();
  CHECK(line.size() == 201);
  CHECK(line.back() == '\n');

  cameo::ProgressBar nowhere(-1);
  CHECK(nowhere.on_batch_end(halfway));
  CHECK(nowhere.on_epoch_end(halfway));
}

}  // namespace progress_bar_test
