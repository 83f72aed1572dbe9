#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# depth.cpp is within the default limits of both families of compilers.
set -uo pipefail
status=0
for compiler in "$CAMEO_GCC" ${CAMEO_CLANG:+"$CAMEO_CLANG"}; do
  if ! found=$("$compiler" -std=c++20 -fsyntax-only -DCAMEO_NO_TARGET_MESSAGE "-I$CAMEO_ROOT/include" \
    "$CAMEO_ROOT/tests/plan/depth.cpp" 2>&1); then
    echo "$compiler refuses deep networks:"
    head -c 2000 <<<"$found"
    status=1
  fi
done
exit $status
