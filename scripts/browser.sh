#!/usr/bin/env bash
# A real browser for the tests of the pages: Debian's Chromium, installed where it is absent and may be,
# and axe-core (MPL-2.0, from the npm registry, 3 MB), which finds what people cannot read or reach, in
# target/browser. The tests look for both there and say so where they are missing.
#   scripts/browser.sh --prepare
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

[ "${1:-}" = --prepare ] || { echo "usage: scripts/browser.sh --prepare" >&2; exit 2; }

home=target/browser
version=4.14.1
# The sha512 that the registry gives as its integrity, in hexadecimal digits.
checksum=1477dafa598d8d065f273d6af302aa203c02e83131707b7fa648cd41bd3d6b734f8c22a0dab86ee6a6f64b8afbe804b214d36db85a2826965edfb3a0b9d546b5
mkdir -p "$home"

if ! command -v chromium >/dev/null && [ ! -x "${CHROMIUM:-}" ]; then
  run=
  [ "$(id -u)" = 0 ] || run="sudo -n"
  $run apt-get update -qq
  $run env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium >/dev/null
fi

if [ ! -f "$home/axe-$version.js" ]; then
  if ! command -v npm >/dev/null; then
    echo "npm is missing: nobody looks whether the pages can be read and reached" >&2
    exit 0
  fi
  (cd "$home" && npm pack --silent "axe-core@$version" >/dev/null && mv "axe-core-$version.tgz" axe.tgz)
  found=$(sha512sum "$home/axe.tgz" | cut -d' ' -f1)
  if [ "$found" != "$checksum" ]; then
    rm "$home/axe.tgz"
    echo "axe-core $version is not what it was: sha512 $found" >&2
    exit 1
  fi
  tar -xzf "$home/axe.tgz" -O package/axe.min.js > "$home/axe.part"
  mv "$home/axe.part" "$home/axe-$version.js"
  rm "$home/axe.tgz"
fi
