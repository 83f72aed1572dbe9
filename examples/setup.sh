# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# What the run.sh scripts share; read with `source`, on Debian 12, Ubuntu 24.04 and later ones.

# What the faces program is built from and with.
faces_packages=(g++ cmake ninja-build libhwy-dev libboost-dev libfmt-dev libcli11-dev nlohmann-json3-dev
  libjpeg-dev libpng-dev pkgconf libpango1.0-dev fonts-open-sans)

as_root() {
  if [[ $EUID -eq 0 ]]; then
    "$@"
  elif command -v sudo >/dev/null; then
    sudo "$@"
  else
    echo "not root and no sudo; please run as root: $*" >&2
    return 1
  fi
}

# install_packages NAME...: installs by apt what is missing; asks no network when nothing is.
install_packages() {
  local missing=() name
  for name in "$@"; do
    [[ $(dpkg-query -W -f '${db:Status-Status}' "$name" 2>/dev/null) == installed ]] || missing+=("$name")
  done
  [[ ${#missing[@]} -gt 0 ]] || return 0
  echo "installing ${missing[*]}"
  local install=(env DEBIAN_FRONTEND=noninteractive apt-get -qq -y --no-install-recommends
    -o Dpkg::Use-Pty=0 -o DPkg::Lock::Timeout=300 install "${missing[@]}")
  # Package lists may be absent or too old to be of use.
  if ! as_root "${install[@]}" </dev/null >/dev/null 2>&1; then
    as_root apt-get -qq update </dev/null
    as_root "${install[@]}" </dev/null >/dev/null
  fi
}

# fetch_lfw_subset FOLDER: puts there lfw_subset.npy, 200 pictures (100 faces, then 100 others) of 25x25 grays in
# Debian's package python3-skimage; the second time it is there already.
fetch_lfw_subset() {
  [[ ! -e $1/lfw_subset.npy ]] || return 0
  echo "fetching the pictures in Debian's package python3-skimage"
  local work
  work=$(mktemp -d)
  (
    trap 'rm -rf "$work"' EXIT
    cd "$work"
    local download=(apt-get -qq -o APT::Sandbox::User="$(id -un)" download python3-skimage)
    "${download[@]}" 2>/dev/null || { as_root apt-get -qq update && "${download[@]}"; }
    dpkg-deb -x python3-skimage_*.deb .
    mkdir -p "$1"
    find . -name lfw_subset.npy -exec mv {} "$1/lfw_subset.npy.part" \;
    mv "$1/lfw_subset.npy.part" "$1/lfw_subset.npy"
  )
}

# configure ROOT NAME [OPTION...]: configures ROOT/build/NAME; says something only when it fails.
configure() {
  local root=$1 build=$1/build/$2 generator=()
  shift 2
  [[ -e $build/CMakeCache.txt ]] || generator=(-G Ninja)
  mkdir -p "$build"
  cmake -S "$root" -B "$build" "${generator[@]}" "$@" >"$build/configure.log" 2>&1 || {
    cat "$build/configure.log" >&2
    return 1
  }
}
