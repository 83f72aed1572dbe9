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
      wake();
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
      const Call call{[](const void* context, int part, int thread) {
                        (*static_cast<const Function*>(context))(part, thread);
                      },
                      &f, parts};
      if (parts == 1 || forked()) {
        for (int part = 0; part < parts; ++part) call.function(&f, part, 0);
        return;
      }
      call_ = call;
      done_.store(0, std::memory_order_relaxed);
      left_.store(parts, std::memory_order_release);
      wake();
      const int of_others = parts - work(0);
      wait_while(done_, [of_others](int done) { return done != of_others; });
    }

   private:
    struct Call {
      void (*function)(const void*, int, int);
      const void* context;
      int parts;
    };

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

    void wake() {
      round_.fetch_add(1, std::memory_order_release);
      round_.notify_all();
    }

    /// Takes parts while some are left, and returns how many it has done. Who takes one may read the call,
    /// which the calling thread changes when all that were taken are done.
    int work(int thread) {
      int done = 0;
      for (int left; (left = left_.fetch_sub(1, std::memory_order_acquire)) > 0; ++done)
        call_.function(call_.context, call_.parts - left, thread);
      return done;
    }

    static void* serve(void* argument) {
      const Member& member = *static_cast<Member*>(argument);
      Team& team = *member.team;
      for (unsigned round = 0;;) {
        wait_while(team.round_, [round](unsigned now) { return now == round; });
        round = team.round_.load(std::memory_order_acquire);
        if (team.ends_.load(std::memory_order_relaxed)) return nullptr;
        const int done = team.work(member.thread);
        if (done == 0) continue;  // it woke too late
        team.done_.fetch_add(done, std::memory_order_release);
        team.done_.notify_one();
      }
    }

    std::array<Member, Count - 1> members_;
    int started_ = 0;
    unsigned forks_ = detail::forks.load(std::memory_order_relaxed);
    Error error_;
    std::atomic<bool> ends_{false};
    // A cache line for what members wait for and then read; taking a part must not disturb those who wait.
    alignas(64) std::atomic<unsigned> round_{0};
    Call call_{};
    alignas(64) std::atomic<int> left_{0};  ///< parts that nobody has taken, or less than none
    alignas(64) std::atomic<int> done_{0};  ///< parts of the call that members have done
  };
};

}  // namespace cameo::inline CAMEO_ABI
