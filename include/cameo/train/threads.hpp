// SPDX-License-Identifier: MIT
#pragma once

#include <pthread.h>

#include <array>
#include <atomic>
#include <cstdint>

#include "cameo/core/result.hpp"
#include "cameo/simd/pause.hpp"
#include "cameo/train/team.hpp"

namespace cameo::inline CAMEO_ABI {

namespace detail {

/// How many fork()s lie between this process and the one that the program began as.
inline std::atomic<unsigned> forks{0};

/// Counts from now on. 0, or the system's reason.
inline int count_forks() {
  static const int status = ::pthread_atfork(nullptr, nullptr, [] { ++forks; });
  return status;
}

}  // namespace detail

/// A team of N threads: Trainer<..., Threads<4>>. They start with the object and end with it; a step neither
/// allocates nor locks. Parameters after training are the same bits for every N, and so are predictions.
/// Each thread takes samples of its own. Where a prediction has fewer samples than threads, these share the
/// convolutions (Conv2D without groups or dilation) and dense layers of each sample, if that is most of the
/// work.
///
/// A core that has gone to sleep, as between two pictures of a camera, may take longer to wake than a
/// prediction takes: the calling thread then does most of the work.
///
/// The object cannot be copied or moved, and each has a team of its own. A thread that cannot start is an
/// error that every call answers. In a child of fork(), which has no threads but the one that called it, the
/// team's work is done by the calling thread alone.
///
/// Gradients of convolutions are added up in min(batch, 4) parts of the batch, whatever N is, so that the
/// bits are the same: more than 4 threads speed up predictions, the forward pass and dense layers alone.
template <int Count>
struct Threads {
  static_assert(Count >= 1, "Threads: a team has at least one thread");
  static constexpr int threads = Count;

  class Team {
   public:
    /// One core takes as long for it as another one to wake, or less where that sleeps. Without a limit
    /// predictions of one sample took 1.2 times as long by two threads as by one.
    static constexpr std::int64_t least_work = 1 << 18;

    Team() {
      if (Count > 1 && detail::count_forks() != 0) {
        error_ = Error("Threads: no memory to watch for fork()");
        return;
      }
      for (Member& member : members_) {
        member.team = this;
        member.thread = static_cast<int>(&member - members_.data()) + 1;
        if (::pthread_create(&member.handle, nullptr, &Team::serve, &member) != 0) {
          error_ = Error("thread ", member.thread + 1, " of ", Count, " could not start");
          return;
        }
        ++started_;
      }
    }
    ~Team() {
      if (forked()) return;
      ends_.store(true, std::memory_order_relaxed);
      call();
      for (int i = 0; i < started_; ++i)
        ::pthread_join(members_[static_cast<std::size_t>(i)].handle, nullptr);
    }
    Team(const Team&) = delete;
    Team& operator=(const Team&) = delete;

    const Error& error() const { return error_; }

    /// Calls f(part, thread) for the parts 0 .. parts - 1, each once, on whichever thread is free; a single
    /// part on the calling one, for waking another would take longer than many stages of one image. It waits
    /// for members that have begun, not for those that are slow to wake: .3 of the time on a core that they
    /// share with it. What f throws ends the program: members still work on what the caller would leave.
    template <class Function>
    void run(int parts, const Function& f) noexcept {
      function_ = [](const void* context, int part, int thread) {
        (*static_cast<const Function*>(context))(part, thread);
      };
      context_ = &f;
      parts_ = parts;
      next_.store(0, std::memory_order_relaxed);
      if (parts == 1 || forked()) return work(0);
      working_.store(0, std::memory_order_release);
      call();
      work(0);
      for (int none = 0; !working_.compare_exchange_strong(none, closed, std::memory_order_acquire); none = 0)
        wait_while(working_, [](int working) { return working != 0; });
    }

   private:
    struct Member {
      Team* team = nullptr;
      int thread = 0;
      pthread_t handle{};
    };

    /// The members have stayed in the parent process.
    bool forked() const { return detail::forks.load(std::memory_order_relaxed) != forks_; }

    /// Spins for some microseconds, since the next call follows soon while training, then sleeps.
    template <class Number, class Condition>
    static void wait_while(const std::atomic<Number>& value, const Condition& condition) {
      for (int spin = 0; spin < 2000; ++spin) {
        if (!condition(value.load(std::memory_order_acquire))) return;
        pause_spinning();
      }
      for (Number seen = value.load(std::memory_order_acquire); condition(seen);
           seen = value.load(std::memory_order_acquire))
        value.wait(seen, std::memory_order_acquire);
    }

    void call() {
      round_.fetch_add(1, std::memory_order_release);
      round_.notify_all();
    }

    void work(int thread) {
      for (int part = next_.fetch_add(1, std::memory_order_relaxed); part < parts_;
           part = next_.fetch_add(1, std::memory_order_relaxed))
        function_(context_, part, thread);
    }

    /// Whether the call is not over yet; it then waits until this member has left.
    bool enter() {
      int working = working_.load(std::memory_order_relaxed);
      while (working != closed)
        if (working_.compare_exchange_weak(working, working + 1, std::memory_order_acquire)) return true;
      return false;
    }

    void leave() {
      if (working_.fetch_sub(1, std::memory_order_release) == 1) working_.notify_one();
    }

    static void* serve(void* argument) {
      const Member& member = *static_cast<Member*>(argument);
      Team& team = *member.team;
      for (unsigned round = 0;;) {
        wait_while(team.round_, [round](unsigned now) { return now == round; });
        round = team.round_.load(std::memory_order_acquire);
        if (team.ends_.load(std::memory_order_relaxed)) return nullptr;
        if (!team.enter()) continue;
        team.work(member.thread);
        team.leave();
      }
    }

    static constexpr int closed = -1;  ///< no call: what it wrote may change

    std::array<Member, Count - 1> members_;
    int started_ = 0;
    unsigned forks_ = detail::forks.load(std::memory_order_relaxed);
    Error error_;
    void (*function_)(const void*, int, int) = nullptr;
    const void* context_ = nullptr;
    int parts_ = 0;
    std::atomic<bool> ends_{false};
    // Each on a cache line of its own: taking a part must not disturb those who wait for the round.
    alignas(64) std::atomic<unsigned> round_{0};
    alignas(64) std::atomic<int> working_{closed};  ///< members at work on a call
    alignas(64) std::atomic<int> next_{0};
  };
};

}  // namespace cameo::inline CAMEO_ABI
