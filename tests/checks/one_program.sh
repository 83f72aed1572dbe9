#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# one_program.sh ROOT: the tests of a folder are linked together, where two types or functions of one name would become
# one without a word: such names stand in an anonymous namespace.
set -euo pipefail
cd "$1/tests"

# FOLDER NAME FILE for every type and function of a test file that stands in no anonymous namespace
names() {
  find . -name '*_test.cpp' -printf '%P\n' | xargs awk '
    function report(name) { folder = FILENAME; sub("/[^/]*$", "", folder); print folder, name, FILENAME }
    FNR == 1 { anonymous = 0 }
    /^namespace \{/ { anonymous = 1 }
    /^\}  \/\/ namespace$/ { anonymous = 0 }
    anonymous { next }
    /^(struct|class|enum|union) / { report($2) }
    /^[A-Za-z_][^"]*\) (const |noexcept )*\{/ && !/^(TEST_CASE|SECTION)/ {
      name = $0; sub("\\(.*", "", name); sub(".* ", "", name); report(name)
    }
  ' | sort -u
}
found=$(names)
twice=$(awk '{ key = $1 " " $2; files[key] = files[key] " " $3; if (++count[key] == 2) order[++keys] = key }
  END { for (i = 1; i <= keys; ++i) print order[i] ":" files[order[i]] }' <<<"$found")
if [[ -n $twice ]]; then
  echo "these names stand in two files of one program, and in no anonymous namespace:"
  echo "$twice"
  exit 1
fi
