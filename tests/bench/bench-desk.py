#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""From the gateway's commit of a change to one outage to the console's frame that shows it, in the real window over
the demo city; and what the two processes weigh. The named limit is one frame at 60 Hz.

Both programs log, under G_MESSAGES_DEBUG=lamp-timing, "committed SEQ USEC" and "drawn SEQ USEC" (wall clock).

usage: bench-desk.py BUILD [CHANGES]        run under xvfb-run and dbus-run-session
"""

import os
import re
import statistics
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "end-to-end"))
import desk  # noqa: E402

os.environ["G_MESSAGES_DEBUG"] = "lamp-timing"


def times(path, word):
    """Sequence → microseconds of the first time the log has that word for it."""
    found = {}
    with open(path, encoding="utf-8", errors="replace") as log:
        for seq, usec in re.findall(rf"{word} (\d+) (\d+)", log.read()):
            found.setdefault(int(seq), int(usec))
    return found


def memory_mb(pid):
    with open(f"/proc/{pid}/status", encoding="ascii") as status:
        return int(re.search(r"VmRSS:\s+(\d+)", status.read())[1]) / 1024


def percentile(values, share):
    return sorted(values)[min(len(values) - 1, int(share * len(values)))]


def main():
    build, n = os.path.abspath(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 200
    stage = desk.Stage(build)
    try:
        gateway = stage.gateway("--seed", "7")
        console = stage.console(gateway.url, gateway.token_file, size="1920x1080")
        outage = desk.wait_for("an open outage", lambda: next(
            (o for o in gateway.items("outages") if o["status"] in ("predicted", "confirmed")), None))
        gateway_log = os.path.join(stage.folder, "gateway.log")
        console_log = os.path.join(stage.folder, "console.log")
        seqs = []
        for number in range(n):
            before = len(times(console_log, "drawn"))
            status, answer = gateway.act("outages", outage["id"], {"action": "note", "text": f"bench {number}"})
            assert status in (200, 201), answer
            desk.wait_for("the change to be drawn", lambda b=before: len(times(console_log, "drawn")) > b, 10)
            seqs.append(number)
        committed, drawn = times(gateway_log, "committed"), times(console_log, "drawn")
        waits = [(drawn[s] - committed[s]) / 1000 for s in drawn if s in committed]
        print(f"change to pixel, {len(waits)} changes: median {statistics.median(waits):.1f} ms, "
              f"p95 {percentile(waits, 0.95):.1f} ms; a frame at 60 Hz is 16.7 ms: "
              f"median {statistics.median(waits) / 16.7:.2f} frames, p95 {percentile(waits, 0.95) / 16.7:.2f} frames")
        print(f"memory: console {memory_mb(console.process.pid):.0f} MB, gateway {memory_mb(gateway.process.pid):.0f} MB "
              f"(region file {os.path.getsize(gateway.region) / 1e6:.0f} MB)")
    finally:
        stage.end(False)


if __name__ == "__main__":
    main()
