#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# run.sh [OPTION...]: from a fresh Debian 12 or Ubuntu 24.04 to CTest's summary. Installs what is missing, builds
# everything and runs the tests; options go on to ctest (-R NAME, -V, ...).
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
source "$root/examples/setup.sh"

install_packages "${faces_packages[@]}" catch2
fetch_lfw_subset "$root/build/data"
export CAMEO_LFW_SUBSET=$root/build/data/lfw_subset.npy

configure "$root" release -DCMAKE_BUILD_TYPE=Release
cmake --build "$root/build/release" --parallel "$(nproc)"
ctest --test-dir "$root/build/release" --output-on-failure --no-tests=error --parallel "$(nproc)" "$@"
