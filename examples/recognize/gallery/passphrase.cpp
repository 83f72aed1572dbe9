// SPDX-License-Identifier: MIT
#include "passphrase.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sodium.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>

#include "common/failure.hpp"
#include "common/interruption.hpp"

namespace recognize {

using examples::Failure;

namespace {

void print(int terminal, const std::string& text) {
  if (::write(terminal, text.data(), text.size()) < 0) throw Failure("the terminal cannot be written to");
}

/// The bytes of one line. A signal is asked for ever again: read() would sleep through one, and poll()
/// through one that came just before.
std::size_t read_line(int terminal, std::span<std::uint8_t> line) {
  pollfd input{.fd = terminal, .events = POLLIN, .revents = 0};
  int ready = 0;
  do {
    ready = ::poll(&input, 1, 100);  // milliseconds
    if (examples::interrupted()) throw Failure("interrupted");
  } while (ready == 0 || (ready < 0 && errno == EINTR));
  const ssize_t count = ::read(terminal, line.data(), line.size());
  if (count <= 0 || line[static_cast<std::size_t>(count) - 1] != '\n')
    throw Failure("no passphrase was given, or one that is too long");
  return static_cast<std::size_t>(count) - 1;
}

}  // namespace

WithoutEcho::WithoutEcho() : terminal_(::open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY)) {
  if (!terminal_)
    throw Failure(
        "the gallery's key is missing: give --key-file FILE, the environment variable RECOGNIZE_PASSPHRASE, "
        "or a "
        "terminal to ask on");
  ::tcgetattr(terminal_.number(), &before_);
  termios silent = before_;
  silent.c_lflag &= ~static_cast<tcflag_t>(ECHO);
  ::tcsetattr(terminal_.number(), TCSAFLUSH, &silent);
}

WithoutEcho::~WithoutEcho() { ::tcsetattr(terminal_.number(), TCSAFLUSH, &before_); }

Secret ask_passphrase(const WithoutEcho& terminal, const std::string& question) {
  Secret line(1024);
  print(terminal.number(), question + ": ");
  const std::size_t length = read_line(terminal.number(), line);
  print(terminal.number(), "\n");
  if (length == 0) throw Failure("the passphrase is empty");
  return Secret::copy_of(View(line).first(length));
}

std::optional<Secret> passphrase_of_environment(const char* variable) {
  char* text = std::getenv(variable);
  if (text == nullptr) return std::nullopt;
  const std::size_t length = std::strlen(text);
  if (length == 0) throw Failure(fmt::format("{}: the passphrase is empty", variable));
  Secret passphrase = Secret::copy_of(view_of(text));
  sodium_memzero(text, length);
  return passphrase;
}

}  // namespace recognize
