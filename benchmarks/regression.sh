#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# regression.sh [--accept]: compiles the flagship's training file (minimal.cpp) for AVX2 and compares what that took, its
# sizes and the instructions of a training step with expected.json; fails when one has grown by more than 5 %.
# --accept writes the figures of today there instead. Takes under a minute.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
source "$root/examples/setup.sh"

install_packages g++ libhwy-dev libboost-dev valgrind python3
exec /usr/bin/python3 "$root/benchmarks/regression.py" "$@"
