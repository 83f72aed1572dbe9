#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Without optimization, where Highway checks more, a program still needs nothing of it but headers, for AVX2 and for AVX-512.
set -euo pipefail
program=$(mktemp)
trap 'rm -f "$program"' EXIT
for target in x86-64-v3 x86-64-v4; do
  for source in benchmarks/minimal.cpp tests/cross/every_layer.cpp; do
    "$CAMEO_GCC" -std=c++20 -O0 "-march=$target" "-I$CAMEO_ROOT/include" "$CAMEO_ROOT/$source" -o "$program"
  done
done
