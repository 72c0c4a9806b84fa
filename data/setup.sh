# SPDX-License-Identifier: GPL-3.0-or-later
# Shared by ./run and ./check: installs what is missing, configures, builds. Sourced, from the top level.

say() { printf '%s\n' "$*" >&2; }
die() { say "$*"; exit 1; }

# The packages of these groups of data/packages that are not installed.
missing_packages() {
    local wanted
    wanted=$(awk -v groups=" $* " '!/^#/ && NF && index(groups, " " $1 " ") { print $2 }' data/packages)
    # One dpkg-query for all; what it does not list as installed is missing.
    { dpkg-query -W -f='${db:Status-Status} ${Package}\n' $wanted 2>/dev/null || true; } |
        awk -v wanted="$wanted" '
            $1 == "installed" { have[$2] = 1 }
            END { n = split(wanted, w, /[ \n]+/); for (i = 1; i <= n; i++) if (!(w[i] in have)) print w[i] }'
}

install_packages() {
    local missing as_root=
    command -v dpkg-query >/dev/null || die "This needs Debian 12 or newer: dpkg-query is not here. Elsewhere, install what data/packages lists and build with Meson."
    missing=$(missing_packages "$@" | tr '\n' ' ')
    [ -n "${missing// /}" ] || return 0
    if [ "$(id -u)" != 0 ]; then
        command -v sudo >/dev/null || die "These packages are missing and only root can install them: $missing"
        as_root=sudo
    fi
    say "Installing from Debian: $missing"
    $as_root apt-get update -qq || die "apt-get could not read the package lists. Check the network and /etc/apt, then start this again."
    $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >&2 ||
        die "apt-get could not install them all. Its words are above; nothing of Lamplighter was changed."
}

# configure_in DIR [meson options]: once; ninja finds out later what changed.
configure_in() {
    local dir=$1
    shift
    [ ! -f "$dir/build.ninja" ] || return 0
    say "Configuring $dir"
    meson setup "$dir" "$@" >"$dir.log" 2>&1 || { cat "$dir.log" >&2; die "Meson could not configure the build: see above."; }
    rm -f "$dir.log"
}

# build_in DIR [target…]: everything when no target is named.
build_in() {
    local dir=$1
    shift
    ninja -C "$dir" --quiet "$@" >&2 || die "The build failed: see above."
}
