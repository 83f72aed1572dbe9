#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# run.sh [SECONDS]: builds every fuzzer with clang and runs each for so long (60), two at a time. What they learn stays
# in build/fuzz/corpus; an input that breaks a reader is kept in build/fuzz and named at the end.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
seconds=${1:-60}
source "$root/examples/setup.sh"
build=$root/build/fuzz

install_packages "${faces_packages[@]}" catch2 clang-19 libclang-rt-19-dev
configure "$root" fuzz -DCMAKE_BUILD_TYPE=Release -DCMAKE_CXX_COMPILER=clang++-19 -DCAMEO_FUZZ=ON \
  -DCAMEO_BUILD_EXAMPLES=OFF -DCAMEO_BUILD_BENCHMARKS=OFF -DCAMEO_TEST_TARGETS=own
cmake --build "$build" --target tests/fuzz/all --parallel "$(nproc)"

cd "$build"
if [[ -x tests/fuzz/make_seeds ]]; then tests/fuzz/make_seeds corpus; fi

fuzz() {  # PROGRAM
  local name=${1##*/}
  mkdir -p "corpus/$name"
  if "$1" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=2048 -artifact_prefix="$name-" "corpus/$name" \
    >"$name.log" 2>&1; then
    echo "$name: $(grep -E '^Done ' "$name.log")"
  else
    echo "$name: FAILED"
    tail -40 "$name.log"
    return 1
  fi
}
export -f fuzz
export seconds
mapfile -t fuzzers < <(find tests/fuzz -maxdepth 1 -name '*_fuzz' -type f | sort)
[[ ${#fuzzers[@]} -gt 0 ]] || { echo "no fuzzers"; exit 1; }
printf '%s\n' "${fuzzers[@]}" | xargs -P 2 -I{} bash -c 'fuzz {}'
