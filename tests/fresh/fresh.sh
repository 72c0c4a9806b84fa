#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# A newcomer's machine: an empty Debian root of one release (a shell and apt, nothing else), a clone of the
# project's last commit, then ./run, ./run again (quick: nothing changed) and ./check, with no other step.
# Needs root, mmdebstrap and Debian's mirror. Speaks TAP.
#
# usage: fresh.sh RELEASE SOURCE    (bookworm or trixie; the top of a checkout)
set -euo pipefail

release=$1 source=$(realpath "$2")
mirror=${LAMP_DEBIAN_MIRROR:-http://deb.debian.org/debian}
security=${LAMP_DEBIAN_SECURITY_MIRROR:-http://deb.debian.org/debian-security}

skip() { echo "1..0 # SKIP $*"; exit 0; }
[ "$(id -u)" = 0 ] || skip "making a Debian root needs root"
command -v mmdebstrap >/dev/null || skip "needs mmdebstrap: ./check --slow installs it"

root=$(mktemp -d "${TMPDIR:-/tmp}/fresh-$release.XXXXXX")
trap 'rm -rf --one-file-system "$root"' EXIT
home=root/lamplighter

number=0 failed=0
case_is() { # title, then the command
    local title=$1
    shift
    number=$((number + 1))
    if "$@" >"$root.log" 2>&1; then
        echo "ok $number $release: $title"
    else
        echo "not ok $number $release: $title"
        tail -n 160 "$root.log" | sed 's/^/# /'
        failed=1
    fi
    tail -n 3 "$root.log" | sed 's/^/# /'
    rm -f "$root.log"
}

# The mounts live in a namespace of their own and go with the command, however it ends.
inside() {
    unshare --mount --pid --fork --kill-child bash -c '
        set -e
        root=$1; shift
        mount -t proc proc "$root/proc"
        mount --rbind /dev "$root/dev"
        mount --rbind /sys "$root/sys"
        [ ! -d "$root/shared/data" ] || [ ! -d "$SHARED" ] || mount --bind -o ro "$SHARED" "$root/shared/data"
        exec chroot "$root" env -i HOME=/root PATH=/usr/sbin:/usr/bin:/sbin:/bin TERM=dumb LC_ALL=C.UTF-8 \
            LAMP_SHARED_DATA=/shared/data bash -c "cd /root/lamplighter && $*"
    ' inside "$root" "$@"
}

make_root() {
    mmdebstrap --variant=minbase --include=ca-certificates "$release" "$root" \
        "deb $mirror $release main" "deb $mirror $release-updates main" "deb $security $release-security main"
    mkdir -p "$root/shared/data"
    git -c safe.directory='*' clone --quiet --no-local "$source" "$root/$home"
}

# The first picture is of the window with the grid drawn, before anything happens.
second_run_is_quick() {
    rm -rf "$root/$home/build/pictures"
    local start first
    start=$(date +%s.%N)
    inside ./run || return 1
    first=$(stat -c %.9Y "$(ls -tr "$root/$home"/build/pictures/*.png | head -n 1)")
    echo "the window was there after $(echo "$start $first" | awk '{ printf "%.2f", $2 - $1 }') s (limit 3 s)"
    echo "$start $first" | awk '{ exit !($2 - $1 < 3) }'
}

export SHARED="$source/../shared/data"
echo "1..4"
case_is "an empty root and a clone" make_root
case_is "./run installs, builds and plays the first story" inside ./run
case_is "a second ./run shows the window in under 3 s" second_run_is_quick
case_is "./check passes" inside ./check
exit $failed
