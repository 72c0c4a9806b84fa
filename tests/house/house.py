#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The house rules that a compiler cannot see: who may include whom, licences, style, translations. Speaks TAP."""

import os
import re
import shutil
import subprocess
import sys

ROOT = sys.argv[1]
INCLUDE = re.compile(r'^\s*#\s*include\s*(?:"([^"]+)"|<([^>]+)>)', re.MULTILINE)

# Room → the rooms it may include, besides itself.
ROOMS = {
    "geo": set(),
    "grid": {"geo"},
    "records": {"geo"},
    "engine": {"geo", "grid", "records"},
    "simulation": {"geo", "grid", "records", "engine"},
    "gateway": {"geo", "grid", "records", "engine", "simulation"},
    "client": {"geo", "records"},
    "map": {"geo", "grid", "records"},
    "console": {"geo", "grid", "records", "engine", "client", "map"},
}

# Library header → the files that may include it.
LIBRARIES = {
    r"^(gtk|gdk|gsk|adwaita|shumate|pango|cairo)": r"^app/(map|console)/",
    r"^libsoup/": r"^app/(gateway|client)/",
    r"^(sqlite3|libpq-fe)\.h": r"^app/gateway/store-",
    r"^(gdal|ogr|cpl)[_a-z]*\.h": r"^app/(grid|map)/",
    r"^libxml/": r"^app/grid/cim-parse",
}


def files(pattern):
    listed = subprocess.run(
        ["git", "-c", "safe.directory=*", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    ).stdout.split("\n")
    return [f for f in listed if re.search(pattern, f) and os.path.isfile(os.path.join(ROOT, f))]


def read(name):
    with open(os.path.join(ROOT, name), encoding="utf-8") as file:
        return file.read()


def check_rooms():
    for name in files(r"^app/.*\.[ch]$"):
        room = name.split("/")[1]
        for own, library in INCLUDE.findall(read(name)):
            other = own.split("/")[0] if "/" in own else None
            if other in ROOMS and other != room and other not in ROOMS[room]:
                yield f"{name} includes {own}: {room} may not know {other}"
            for header, allowed in LIBRARIES.items():
                if library and re.search(header, library) and not re.search(allowed, name):
                    yield f"{name} includes <{library}>"


def check_licences():
    for name in files(r"(\.(c|h|py|sh|ui|css|build|yml|svg)|^(run|check|\.ci/run))$"):
        if "SPDX-License-Identifier: GPL-3.0-or-later" not in read(name)[:500]:
            yield f"{name} has no SPDX line"


def check_sizes():
    for name in files(r"^(app|tests)/.*\.[ch]$"):
        lines = read(name).count("\n")
        if lines > 700:
            yield f"{name} has {lines} lines: does a topic want a file of its own?"


def check_format():
    tool = shutil.which("clang-format")
    version = subprocess.run([tool, "--version"], capture_output=True, text=True).stdout if tool else ""
    if " 14." not in version:
        return "needs clang-format 14, as Debian 12 has it: other versions format differently"
    result = subprocess.run(
        [tool, "--dry-run", "-Werror", *files(r"^(app|tests)/.*\.[ch]$")], cwd=ROOT, capture_output=True, text=True
    )
    return [line for line in result.stderr.splitlines() if "error:" in line][:20]


def check_translations():
    if not shutil.which("msgfmt"):
        return "needs msgfmt"
    problems = []
    for name in files(r"^po/.*\.po$"):
        result = subprocess.run(
            ["msgfmt", "--check", "--statistics", "-o", os.devnull, name], cwd=ROOT, capture_output=True, text=True,
            env={**os.environ, "LC_ALL": "C.UTF-8", "LANGUAGE": ""},
        )
        if result.returncode or "fuzzy" in result.stderr or "untranslated" in result.stderr:
            problems.append(f"{name}: {result.stderr.strip()}")
    return problems


# What a user replaces on a command line. In a translation it is a word of that language; what is typed as it is stays.
PLACEHOLDER = re.compile(r"\b(COMMAND|DEGREES|ELEMENT|FILE|FOLDER|METRES|NAME|NEW|NUMBER|OLD|OPTION|PATH|REGION|ROLE|SOURCE|VERB)\b")


def check_placeholders():
    sources = "".join(read(name) for name in files(r"^app/.*\.c$"))
    for name in files(r"^po/.*\.po$"):
        for entry in read(name).split("\n\n"):
            lines = [line for line in entry.split("\n") if not line.startswith("#")]
            at = next((i for i, line in enumerate(lines) if line.startswith("msgstr")), len(lines))
            asked, said = ("".join(re.findall(r'"(.*)"', "\n".join(part))) for part in (lines[:at], lines[at:]))
            for word in PLACEHOLDER.findall(said):
                if word in asked and asked in sources:
                    yield f"{name}: {word} is not translated in “{said}”"


def check_potfiles():
    listed = set(read("po/POTFILES.in").split())
    for name in files(r"^(app/.*\.c|ui/.*\.ui|data/.*\.in)$"):
        marked = re.search(r'\b(_|N_|C_|NC_|ngettext|g_dngettext) ?\("|translatable="(yes|true)"', read(name))
        if marked and name not in listed:
            yield f"{name} has strings to translate and is not in po/POTFILES.in"


def check_machine_paths():
    for name in files(r"\.(c|h|py|sh|md|ui|build|in)$"):
        if name != "tests/house/house.py" and re.search(r"(?<![\w.])/(work|farm|home/\w+)/", read(name)):
            yield f"{name} names a path of one machine"


def check_packages():
    for name in files(r"^(README|CONTRIBUTING)\.md$|^(run|check|\.ci/run)$"):
        for line in re.findall(r"apt(?:-get)? +(?:-\S+ +)*install.*|\blib\S+-dev\b", read(name)):
            yield f"{name} says '{line}': data/packages is the only list"


CHECKS = [
    ("who may include whom", check_rooms),
    ("every file names its licence", check_licences),
    ("no file is too long", check_sizes),
    ("clang-format is content", check_format),
    ("translations are complete", check_translations),
    ("what users replace is in their language", check_placeholders),
    ("every marked string can be translated", check_potfiles),
    ("no path of one machine", check_machine_paths),
    ("one list of packages", check_packages),
]


def main():
    failed = 0
    print(f"1..{len(CHECKS)}")
    for number, (title, check) in enumerate(CHECKS, 1):
        found = check()
        if isinstance(found, str):
            print(f"ok {number} {title} # SKIP {found}")
            continue
        found = list(found)
        print(f"{'not ok' if found else 'ok'} {number} {title}")
        for problem in found:
            print(f"# {problem}")
        failed += bool(found)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
