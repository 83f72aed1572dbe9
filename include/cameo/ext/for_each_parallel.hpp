// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <exception>
#include <functional>
#include <mutex>
#include <new>
#include <system_error>
#include <thread>
#include <vector>

#include "cameo/core/abi.hpp"

namespace cameo::inline CAMEO_ABI {

namespace detail {

/// Runs work(index) for 0 .. count-1 on several threads (0: one for each core) until one returns false. An
/// exception of the work ends it too, and leaves here when every thread has ended.
inline void for_each_parallel(std::size_t count, unsigned threads,
                              const std::function<bool(std::size_t)>& work) {
  std::atomic<std::size_t> next{0};
  std::mutex keeping;
  std::exception_ptr thrown;
  const auto run = [&]() noexcept {
    try {
      for (std::size_t i; (i = next.fetch_add(1)) < count;)
        if (!work(i)) next = count;
    } catch (...) {
      next = count;
      const std::lock_guard lock(keeping);
      if (!thrown) thrown = std::current_exception();
    }
  };
  if (threads == 0) threads = (std::max)(1u, std::thread::hardware_concurrency());
  const std::size_t helpers = std::min<std::size_t>(threads, std::max<std::size_t>(count, 1)) - 1;
  std::vector<std::thread> team;
  try {
    team.reserve(helpers);
    while (team.size() < helpers) team.emplace_back(run);
  } catch (const std::system_error&) {  // the threads that did start, and this one, do all of it
  } catch (const std::bad_alloc&) {
  }
  run();
  for (std::thread& thread : team) thread.join();
  if (thrown) std::rethrow_exception(thrown);
}

}  // namespace detail

}  // namespace cameo::inline CAMEO_ABI
