# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash
# Fetches the wheels of a pinned list and unpacks them. Sourced by ./dev and by espalier-fetch-torch.

# A Python 3 that has pip.
find_pip() {
    local python
    for python in python3 /usr/bin/python3; do
        if "$python" -m pip --version >/dev/null 2>&1; then echo "$python"; return; fi
    done
    return 1
}

free_mb() { df -Pm "$1" | awk 'NR == 2 { print $4 }'; }

# Room that a list needs while it is fetched and unpacked.
needed_mb() {
    case $1 in
    *cpu.txt) echo 2200 ;;
    *) echo 8000 ;;
    esac
}

# fetch_wheels LIST WORK: leaves their files, and the list as espalier-torch.txt, in WORK/unpacked. Says what is wrong
# and returns 1 if it can't.
fetch_wheels() {
    local list=$1 work=$2 python wheel
    python=$(find_pip) || { echo "No python3 with pip is here (Debian: python3-pip)." >&2; return 1; }
    if [ "$(free_mb "$work")" -lt "$(needed_mb "$list")" ]; then
        echo "$(free_mb "$work") MB are free in ${work%/*}; LibTorch needs $(needed_mb "$list") MB while it is unpacked." >&2
        return 1
    fi
    mkdir "$work/wheels" "$work/tmp" "$work/unpacked"
    download_wheels "$python" "$list" "$work" || {
        echo "pip could not fetch LibTorch (see above): no network, a full disk, or a file that is not the pinned one." >&2
        return 1
    }
    for wheel in "$work"/wheels/*.whl; do
        "$python" -m zipfile -e "$wheel" "$work/unpacked" || { echo "${wheel##*/} could not be unpacked." >&2; return 1; }
        rm "$wheel"
    done
    cp "$list" "$work/unpacked/espalier-torch.txt"
}

# Every tag is named, so that any Python 3 with pip fetches the same files.
download_wheels() {
    local quiet=--quiet
    [ ! -t 2 ] || quiet=--progress-bar=on
    TMPDIR=$3/tmp "$1" -m pip download $quiet --no-deps --require-hashes --no-cache-dir --only-binary :all: \
        --implementation cp --python-version 3.11 --abi cp311 --abi abi3 --abi none \
        --platform manylinux_2_28_x86_64 --platform manylinux_2_27_x86_64 --platform manylinux_2_25_x86_64 \
        --platform manylinux_2_18_x86_64 --platform manylinux_2_17_x86_64 --platform manylinux2014_x86_64 \
        --platform manylinux2010_x86_64 --platform manylinux1_x86_64 \
        --dest "$3/wheels" --requirement "$2" >&2
}
