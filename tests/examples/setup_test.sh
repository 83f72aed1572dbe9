#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# What examples/setup.sh fetches goes into the folder that is named, also by a path from where one is.
set -euo pipefail
source "$CAMEO_ROOT/examples/setup.sh"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

# In place of the network: a package with the pictures, and pip with an archive of one file.
apt-get() { touch python3-skimage_1.deb; }
dpkg-deb() { mkdir data && touch data/lfw_subset.npy; }
install_packages() { :; }
python3() { mkdir thing-1.0 && echo text >thing-1.0/file && tar -czf thing-1.0.tar.gz thing-1.0; }
sha256sum() { cat >/dev/null; }

fetch_lfw_subset build/data
[[ -e build/data/lfw_subset.npy ]]
fetch_source_package thing-1.0.tar.gz sum build/data/things file
[[ $(<build/data/things/file) == text ]]
