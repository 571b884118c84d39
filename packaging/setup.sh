# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash
# Sourced by ./dev: what the build needs from the system, and LibTorch. Nothing here is tied to one command.

# shellcheck source=fetch_torch.sh
. "$root/packaging/fetch_torch.sh"

say() { printf 'dev: %s\n' "$*" >&2; }
die() { printf 'dev: %s\n' "$*" >&2; exit 1; }

# --- What the system must provide ------------------------------------------------------------------------------------

# Debian package | what for | how its presence is seen: cmd:NAME, or a path below the include or library folders
build_packages='
g++|C++20 compiler|cmd:g++
cmake|build system, 3.25 or newer|cmd:cmake
ninja-build|build tool|cmd:ninja
ccache|compiles each file once|cmd:ccache
mold|fast linker|cmd:mold
qt6-base-dev|Qt 6 Widgets|include:qt6/QtWidgets/QWidget
qt6-svg-dev|Qt 6 SVG, for the icons|include:qt6/QtSvg/QSvgRenderer
qt6-tools-dev|Qt 6 Linguist, for translations|lib:cmake/Qt6LinguistTools/Qt6LinguistToolsConfig.cmake
qt6-l10n-tools|Qt 6 Linguist, its compiler|lib:qt6/bin/lrelease
libqcustomplot-dev|plots|include:qcustomplot.h
libspdlog-dev|log|include:spdlog/spdlog.h
nlohmann-json3-dev|JSON|include:nlohmann/json.hpp
libcli11-dev|command line|include:CLI/CLI.hpp
libsqlite3-dev|history of runs|include:sqlite3.h
libturbojpeg0-dev|JPEG images|include:turbojpeg.h
libpng-dev|PNG images|include:png.h
zlib1g-dev|compressed data sets|include:zlib.h
libgtest-dev|tests|include:gtest/gtest.h
'
fetch_packages='
python3-pip|fetches LibTorch and checks its hash|pip:
'
screenshot_packages='
xvfb|a screen for the screenshots|cmd:xvfb-run
xauth|access to that screen|cmd:xauth
'
format_packages='
clang-format|layout of the sources|cmd:clang-format
'
fuzz_packages='
clang|compiler with a fuzzer|cmd:clang++
'
lint_packages='
clang-tidy|reads the sources for mistakes|cmd:clang-tidy
'

is_present() {
    local kind=${1%%:*} name=${1#*:} root
    case $kind in
    cmd) command -v "$name" >/dev/null; return ;;
    pip) find_pip >/dev/null; return ;;
    include) set -- /usr/include /usr/include/*-linux-gnu /usr/local/include ;;
    lib) set -- /usr/lib /usr/lib/*-linux-gnu /usr/lib64 /usr/local/lib ;;
    esac
    for root; do [ ! -e "$root/$name" ] || return 0; done
    return 1
}

# Sets `missing` to the package names of a list that are absent and `missing_text` to the same with their purpose.
find_missing() {
    local package purpose probe
    missing=() missing_text=''
    while IFS='|' read -r package purpose probe; do
        if [ -n "$package" ] && ! is_present "$probe"; then
            missing+=("$package")
            missing_text+="    $package ($purpose)"$'\n'
        fi
    done <<<"$1"
}

# Installs what a list of packages names and the system lacks; says what and why first.
need_packages() {
    find_missing "$1"
    [ ${#missing[@]} -gt 0 ] || return 0
    say "missing on this system:"
    printf '%s' "$missing_text" >&2
    command -v apt-get >/dev/null || die "these are Debian's names. Install what your distribution calls them, then run this again."
    as_root apt-get update -q
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends "${missing[@]}" ||
        die "apt-get could not install them (see above). Mend that, or install them by hand, then run this again."
    find_missing "$1"
    [ ${#missing[@]} -eq 0 ] || die "still missing after the installation: ${missing[*]}"
}

as_root() {
    if [ "$(id -u)" = 0 ]; then
        "$@" >&2
    elif command -v sudo >/dev/null; then
        say "as root: $*"
        sudo "$@" >&2
    else
        die "root is needed for: apt-get install ${missing[*]}
    There is no sudo here: run that line as root, then run this again."
    fi
}

# --- LibTorch --------------------------------------------------------------------------------------------------------

cache_home=${XDG_CACHE_HOME:-$HOME/.cache}/espalier
torch_version=2.11.0

# Sets torch_dir: ESPALIER_TORCH if given, else the pinned one in the cache, fetched if it is not there. Once the CUDA
# set is there it is the one taken; --cpu goes back.
need_torch() {
    local flavour=$1
    if [ -n "${ESPALIER_TORCH:-}" ]; then
        torch_dir=$(cd "$ESPALIER_TORCH" 2>/dev/null && pwd) || die "ESPALIER_TORCH=$ESPALIER_TORCH is no folder."
        has_torch "$torch_dir" || die "ESPALIER_TORCH=$ESPALIER_TORCH holds no LibTorch: lib/libtorch_cpu.so is neither in it nor in its torch/ or libtorch/."
        return
    fi
    if [ -z "$flavour" ]; then
        flavour=cpu
        is_complete "$(torch_place cuda)" cuda && flavour=cuda
    fi
    torch_dir=$(torch_place "$flavour")
    is_complete "$torch_dir" "$flavour" || fetch_torch "$flavour"
}

torch_place() { echo "$cache_home/torch-$torch_version-$1"; }

has_torch() {
    [ -e "$1/lib/libtorch_cpu.so" ] || [ -e "$1/torch/lib/libtorch_cpu.so" ] || [ -e "$1/libtorch/lib/libtorch_cpu.so" ]
}

# A folder is complete if it was renamed into place after unpacking exactly what the pinned list names now.
is_complete() { cmp -s "$1/espalier-torch.txt" "$root/packaging/torch-$2.txt"; }

fetch_torch() {
    local flavour=$1 place
    place=$(torch_place "$flavour")
    [ "$(uname -sm)" = "Linux x86_64" ] || die "the pinned LibTorch is for Linux on x86-64, this is $(uname -sm). Set ESPALIER_TORCH to a LibTorch 2.11 of your own."
    need_packages "$fetch_packages"
    mkdir -p "$cache_home" || die "can't write to $cache_home. Set XDG_CACHE_HOME to a folder that you may write to."
    exec 8>"$cache_home/lock"
    flock 8
    if ! is_complete "$place" "$flavour"; then
        rm -rf "$cache_home"/.fetch-*
        fetch_into "$flavour" "$(mktemp -d "$cache_home/.fetch-XXXXXX")" "$place"
    fi
    exec 8>&-
}

fetch_into() {
    local flavour=$1 work=$2 place=$3
    # shellcheck disable=SC2064
    trap "rm -rf '$work'" EXIT
    say "fetching LibTorch $torch_version ($flavour) into $place, once"
    fetch_wheels "$root/packaging/torch-$flavour.txt" "$work" ||
        die "LibTorch was not fetched, and nothing half was left behind. Mend what stands above and run this again,
    or set ESPALIER_TORCH to a LibTorch 2.11 of your own, or XDG_CACHE_HOME to a folder with more room."
    rm -rf "$place"
    mv -T "$work/unpacked" "$place"
    rm -rf "$work"
    trap - EXIT
}
