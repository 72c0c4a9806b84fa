#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# with-display.sh [WIDTHxHEIGHT] COMMAND…: runs it on a virtual display and a session bus of its own. The display says
# itself which number it got, so any number of these may start at once.
set -euo pipefail

size=1920x1080
if [[ $1 =~ ^[0-9]+x[0-9]+$ ]]; then
    size=$1
    shift
fi
work=$(mktemp -d)
mkfifo "$work/number"
Xvfb -displayfd 3 -screen 0 "${size}x24" -nolisten tcp -noreset 3>"$work/number" 2>/dev/null &
server=$!
trap 'kill $server 2>/dev/null; rm -rf "$work"' EXIT
read -r number <"$work/number"
# What the bus starts talks on its outputs; only the command's own are passed on.
exec 4>&1
env -u WAYLAND_DISPLAY DISPLAY=":$number" GDK_BACKEND=x11 GSK_RENDERER=cairo XDG_RUNTIME_DIR="$work" \
    dbus-run-session -- bash -c 'exec "$@" >&4 4>&-' with-display "$@" >/dev/null 2> >(grep -v "dbus-daemon\|SpiRegistry" >&2)
