#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# on_cpu.sh "FEATURE..." PROGRAM [ARGUMENT...]: runs the program, or skips it (77) on a CPU without the features.
# A program cannot ask by itself: its own start-up code may already use the missing instructions.
set -euo pipefail
cpu=" $(grep -m1 '^flags' /proc/cpuinfo | cut -d: -f2) "
for feature in $1; do
  if [[ $cpu != *" $feature "* ]]; then
    echo "skipped: this CPU lacks $feature"
    exit 77
  fi
done
shift
exec "$@"
