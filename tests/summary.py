#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Adds up what Meson's test logs say: one count over all runs, every skip named with its reason.

Each case of a TAP program counts; a program that does not speak TAP, or died before it said anything,
counts as one. After the failures of a program comes what it said besides. Exit status 1 when anything failed or
nothing ran at all.
"""

import json
import re
import sys

MAX_REMARKS = 60
CASE = re.compile(r"^(not ok|ok)\s+\d+\s*-?\s*(.*?)\s*(?:#\s*(SKIP|TODO)\b\s*(.*))?$", re.IGNORECASE)


def cases(entry):
    """Yields (name, result, reason) of one program's log entry."""
    name, result = entry["name"], entry["result"]
    found = [m for m in map(CASE.match, (entry.get("stdout") or "").splitlines()) if m]
    for match in found:
        outcome = "failed" if match[1] == "not ok" else "passed"
        if (match[3] or "").upper() == "SKIP":
            outcome = "skipped"
        yield f"{name}: {match[2]}", outcome, match[4]
    well = result in ("OK", "SKIP", "EXPECTEDFAIL")
    if not found and result == "SKIP":
        words = ((entry.get("stdout") or "") + (entry.get("stderr") or "")).strip().splitlines()
        yield name, "skipped", words[-1] if words else "it did not say why"
    elif not found:
        yield name, "passed" if well else "failed", result
    elif not well and not any(m[1] == "not ok" for m in found):
        yield name, "failed", f"ended with {result}"


def remarks(entry):
    """The last of what a program said beside its TAP results: tracebacks, failed assertions, logs."""
    said = (entry.get("stdout") or "").splitlines()
    if any(map(CASE.match, said)):
        said = [line for line in said if line.startswith(("#", "Bail out!"))]
    else:
        said += (entry.get("stderr") or "").splitlines()
    return said[-MAX_REMARKS:]


def main(paths):
    counts = {"passed": 0, "failed": 0, "skipped": 0}
    for path in paths:
        build = path.split("/")[0]
        with open(path, encoding="utf-8") as log:
            for line in log:
                entry, failed = json.loads(line), counts["failed"]
                for name, outcome, reason in cases(entry):
                    counts[outcome] += 1
                    if outcome != "passed":
                        print(f"{outcome} in {build}: {name}" + (f" ({reason})" if reason else ""))
                if counts["failed"] > failed:
                    print(*remarks(entry), sep="\n")
    print("{passed} passed, {failed} failed, {skipped} skipped".format(**counts))
    return 1 if counts["failed"] or not counts["passed"] else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
