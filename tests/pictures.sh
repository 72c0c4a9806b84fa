#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Takes the README's pictures from the real window: the demo city in a storm, the first story played on it.
# usage: tests/pictures.sh        after ./run or ./check; writes data/pictures/
set -euo pipefail
cd "$(dirname "$0")/.."

build=${BUILD:-build}
work=$(mktemp -d)
gateway=
trap '[ -z "$gateway" ] || kill "$gateway" 2>/dev/null || true; rm -rf "$work"' EXIT

mkfifo "$work/first-line"
"$build/app/gateway/lamplighterd" demo --seed 7 --port 0 --store "sqlite:$work/store.sqlite" --token-file "$work/token" \
    >"$work/first-line" 2>"$work/gateway.log" &
gateway=$!
read -r line <"$work/first-line"
url=${line#listening on }

# A storm that is under way: eight outages, so that the agenda has something to order.
until [ "$(curl -s "$url/collections/outages/items?limit=1" | grep -o '"numberMatched":[0-9]*' | cut -d: -f2)" -ge 8 ]; do
    read -rt 0.5 <> <(:) || true
done
GSETTINGS_SCHEMA_DIR="$PWD/$build/data" LAMP_LOCALEDIR="$PWD/$build/po" GSETTINGS_BACKEND=memory HOME="$work" \
    tests/with-display.sh 1920x1080 "$build/app/console/lamplighter" --gateway "$url" --token-file "$work/token" \
    --size 1600x900 --tour "$work"
mkdir -p data/pictures
convert "$work"/4-*-day.png -strip +dither -colors 255 data/pictures/desk-day.png
convert "$work"/6-*-night.png -strip +dither -colors 255 data/pictures/desk-night.png
ls -l data/pictures
