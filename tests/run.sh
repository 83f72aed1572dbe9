#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# run.sh [--all] [OPTION...]: from a fresh Debian 12 or Ubuntu 24.04 to CTest's summary. Installs what is missing, builds
# the tests for this machine's CPU and runs them; options go on to ctest (-R NAME, -V, ...).
# --all: optimized as programs are, for every SIMD target, the program recognize, the headers one by one, programs of
# several targets, the deepest networks, the benchmarks, and what proves the same a second time as well.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
source "$root/examples/setup.sh"

# -O1 compiles in two thirds of the time of -O3, and no optimization in a quarter of the time of -O1.
build=tests
options=(-DCMAKE_CXX_FLAGS_RELEASE="-O1 -DNDEBUG" -DCAMEO_UNOPTIMIZED=ON -DCAMEO_QUICK_TESTS=ON -DCAMEO_TEST_TARGETS=own
  -DCAMEO_BUILD_BENCHMARKS=OFF)
if [[ ${1:-} == --all ]]; then
  install_packages chromium || true  # opens pages; in Ubuntu it is no package
  fetch_lfw_subset "$root/build/data"
  export CAMEO_LFW_SUBSET=$root/build/data/lfw_subset.npy
  build=release
  options=(-DCAMEO_TEST_TARGETS=all -DCAMEO_BUILD_BENCHMARKS=ON)
  shift
fi

install_packages "${faces_packages[@]}" "${face_finder_packages[@]}" "${gallery_packages[@]}" catch2 python3 python3-pip
models=$root/build/data/face
pictures=$root/build/data/face_pictures
fetch_face_models "$models" &  # while the tests are built
models_fetched=$!
fetch_face_pictures "$pictures" &
pictures_fetched=$!

configure "$root" "$build" -DCMAKE_BUILD_TYPE=Release "${compiled_together[@]}" "${options[@]}"
cmake --build "$root/build/$build" --parallel "$(nproc)"
wait $models_fetched && export CAMEO_FACE_MODELS=$models
wait $pictures_fetched && export CAMEO_FACE_PICTURES=$pictures
ctest --test-dir "$root/build/$build" --output-on-failure --no-tests=error --parallel "$(nproc)" "$@"
