// SPDX-License-Identifier: MIT
#pragma once

#include <dlfcn.h>
#include <pthread.h>

#include <atomic>
#include <cerrno>
#include <limits>

// pthread_create of this program, through which std::thread starts too: it can be made to fail. One file of a
// program includes this.

namespace cameo_test {

inline std::atomic<int> threads_that_may_start = std::numeric_limits<int>::max();

/// While it lives, only so many threads can start.
class ThreadLimit {
 public:
  explicit ThreadLimit(int threads) { threads_that_may_start = threads; }
  ~ThreadLimit() { threads_that_may_start = std::numeric_limits<int>::max(); }
  ThreadLimit(const ThreadLimit&) = delete;
  ThreadLimit& operator=(const ThreadLimit&) = delete;
};

}  // namespace cameo_test

extern "C" {

/// The sanitizers' own, where there is one; it must hear of every thread.
[[gnu::weak]] int __interceptor_pthread_create(pthread_t* thread, const pthread_attr_t* attributes,
                                               void* (*function)(void*), void* argument);

int pthread_create(pthread_t* thread, const pthread_attr_t* attributes, void* (*function)(void*),
                   void* argument) noexcept {
  if (cameo_test::threads_that_may_start-- <= 0) return EAGAIN;
  auto* create = __interceptor_pthread_create;
  if (create == nullptr) create = reinterpret_cast<decltype(create)>(dlsym(RTLD_NEXT, "pthread_create"));
  return create(thread, attributes, function, argument);
}

}  // extern "C"
