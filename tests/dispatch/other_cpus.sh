#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# other_cpus.sh PROGRAM: on older CPUs, as QEMU makes them, the program runs, with the best copy that is left; a
# target that the CPU lacks cannot be forced.
set -euo pipefail
program=$1
if ! command -v qemu-x86_64 >/dev/null; then
  echo "skipped: qemu-x86_64 (Debian's qemu-user) is not installed"
  exit 77
fi

status=0
while read -r cpu expected; do
  for forced in "" avx3; do
    line=$(CAMEO_DISPATCH=$forced qemu-x86_64 -cpu "$cpu" "$program" 2>"$program.$cpu.log") || {
      echo "$cpu: failed: $line"
      status=1
    }
    echo "$cpu: $line"
    if [[ ! $line =~ ^($expected)\  || $line == *AVX3* ]]; then
      echo "expected $expected"
      status=1
    fi
  done
done <<'CPUS'
qemu64 SCALAR|EMU128|SSE2
Nehalem SSE4
SandyBridge SSE4
Haswell AVX2
CPUS
exit $status
