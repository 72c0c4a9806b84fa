#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Builds one fuzz target with clang, address and undefined-behaviour sanitizers, and runs it for a minute over its
# seeds and what it finds. What breaks it is left in BUILD/found. LAMP_FUZZ_SECONDS: another time than a minute.
# usage: fuzz.sh SOURCE BUILD NAME
set -euo pipefail
source=$1 build=$2 name=$3
seconds=${LAMP_FUZZ_SECONDS:-60}

echo 'int LLVMFuzzerTestOneInput (const char *d, unsigned long n) { return d == 0 && n > 0; }' >"${TMPDIR:-/tmp}/lamp-fuzz-$$.c"
if ! clang -fsanitize=fuzzer -o /dev/null "${TMPDIR:-/tmp}/lamp-fuzz-$$.c" 2>/dev/null; then
    rm -f "${TMPDIR:-/tmp}/lamp-fuzz-$$.c"
    echo "clang with libFuzzer is not here (Debian: clang, libclang-rt-dev)"
    exit 77
fi
rm -f "${TMPDIR:-/tmp}/lamp-fuzz-$$.c"

mkdir -p "$build"
exec 9>"$build.lock"
flock 9
if [ ! -f "$build/build.ninja" ]; then
    CC=clang meson setup "$build" "$source" -Dfuzz=true -Db_sanitize=address,undefined -Db_lundef=false -Dwerror=false >"$build.log" 2>&1 ||
        { cat "$build.log"; exit 1; }
fi
ninja -C "$build" "tests/fuzz/fuzz-$name" tests/libknown-leaks.so >"$build.log" 2>&1 || { cat "$build.log"; exit 1; }
flock -u 9

mkdir -p "$build/found" "$build/corpus/$name"
export ASAN_OPTIONS=detect_leaks=1:allocator_may_return_null=1:verify_asan_link_order=0
export UBSAN_OPTIONS=halt_on_error=1:print_stacktrace=1
export LD_PRELOAD=$build/tests/libknown-leaks.so
# libFuzzer ends with 77 when it finds something, which Meson would take for a skip.
exec "$build/tests/fuzz/fuzz-$name" -error_exitcode=1 -timeout_exitcode=1 -max_total_time="$seconds" -timeout=20 -rss_limit_mb=2048 -max_len=16384 \
    -verbosity=0 -print_final_stats=1 -artifact_prefix="$build/found/$name-" \
    "$build/corpus/$name" "$source/tests/fuzz/corpus/$name"
