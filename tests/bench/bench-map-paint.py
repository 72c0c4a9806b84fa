#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A fresh picture of 1920 × 1080 of a million line segments, drawn from nothing but the data, beside QGIS, mapnik and MapServer in the
same run: same lines, extents, classes, widths and colours. Each peer has the format it reads fastest, in the projection it draws in, with
its own spatial index. Peers that are not installed are named and left out; ./check --peers installs them. Ends with 1 when a ratio is
below its limit, with 77 when there is no peer at all.

usage: bench-map-paint.py BENCH_REGION BENCH_MAP_PAINT FOLDER [SEGMENTS]"""
import json
import os
import subprocess
import sys

RUNS = 3  # pictures of each view by each peer, after one that is not counted
HERE = os.path.dirname(os.path.abspath(__file__))
NEEDED = {"QGIS": {"full extent": 60, "city": 40, "street": 30}, "web": {"full extent": 25, "city": 18, "street": 8}}
PEERS = [
    ("QGIS", "peer-qgis.py", [], "GeoPackage", "read from the file in every picture"),
    ("QGIS in memory", "peer-qgis.py", ["memory"], "memory layer", "kept in memory"),
    ("mapnik", "peer-mapnik.py", [], "shapefile", "read from the file in every picture"),
    ("MapServer", "peer-mapserver.py", [], "FlatGeobuf", "read from the file in every picture"),
]


def convert(region, folder):
    """The lines alone, with their class, as each peer likes them."""
    for name, driver, more in (("lines.gpkg", "GPKG", []), ("lines.fgb", "FlatGeobuf", []), ("lines.shp", "ESRI Shapefile", [])):
        path = os.path.join(folder, name)
        if not os.path.exists(path):
            subprocess.run(["ogr2ogr", "-f", driver, "-t_srs", "EPSG:3857", "-select", "voltage", "-nln", "lines", *more, path, region, "lines"], check=True)
    if not os.path.exists(os.path.join(folder, "lines.index")):
        try:
            subprocess.run(["shapeindex", os.path.join(folder, "lines")], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        except (OSError, subprocess.CalledProcessError):
            print("mapnik draws without an index: shapeindex is not here (package mapnik-utils)")


def ask(script, folder, views, more):
    """View → milliseconds, and what it is; None when the peer is not here."""
    done = subprocess.run([sys.executable, os.path.join(HERE, script), folder, views, str(RUNS), *more], stdout=subprocess.PIPE, text=True, check=False)
    if done.returncode == 77:
        print(f"left out: {done.stdout.strip()}")
        return None
    if done.returncode != 0:
        print(f"left out: {script} ended with {done.returncode}: {done.stdout.strip()}")
        return None
    rows = [line.split("\t") for line in done.stdout.splitlines() if "\t" in line]
    return {row[0]: row[1] if row[0] == "version" else [float(value) for value in row[1:]] for row in rows}


def show(title, ours, times, where=""):
    print(f"{title:34}" + "".join(f"{view['name']} {time:10.2f}   " for view, time in zip(ours["views"], times)) + where)


def judge(what, ratio, limit, of_one):
    """The ratio of processor time, one thread of ours each, stays true on a machine busy with other work."""
    verdict = "" if limit is None else f", needed {limit}: {'met' if ratio >= limit else 'NOT met'}"
    print(f"  {what}: {ratio:.1f} times as fast{verdict} (one thread of ours, by processor time: {of_one:.1f})")
    return limit is None or ratio >= limit


def main():
    make_region, paint, folder = sys.argv[1:4]
    n_segments = int(sys.argv[4]) if len(sys.argv) > 4 else 1000000
    folder = os.path.join(folder, f"map-paint-{n_segments}")
    os.makedirs(folder, exist_ok=True)
    region, views = os.path.join(folder, "region.gpkg"), os.path.join(folder, "views.json")
    subprocess.run([make_region, region, str(n_segments)], check=True)
    out = subprocess.run([paint, region, "31", os.path.join(folder, "lamplighter-")], stdout=subprocess.PIPE, text=True, check=True).stdout
    with open(views, "w", encoding="utf-8") as file:
        file.write(out)
    ours = json.loads(out)
    print(f"{ours['elements']:,} line segments, {ours['vertices']:,} vertices; a fresh picture of {ours['width']} × {ours['height']}, median ms")
    print("zoom: " + ", ".join(f"{view['name']} {view['zoom']:.1f}" for view in ours["views"]))
    show("Lamplighter, 2 threads", ours, [view["ms"] for view in ours["views"]], "kept in memory")
    show("  1 thread, its processor time", ours, [view["one_thread_cpu_ms"] for view in ours["views"]])
    convert(region, folder)
    theirs = {}
    for name, script, more, form, where in PEERS:
        got = ask(script, folder, views, more)
        if got is None:
            continue
        theirs[name] = got
        show(f"{got['version']}, {form}", ours, [got[view["name"]][0] for view in ours["views"]], where)
        show("  its processor time", ours, [got[view["name"]][1] for view in ours["views"]])
    if not theirs:
        print("none of the peers is here: ./check --peers installs them")
        return 77
    met = True
    for view in ours["views"]:
        name, wall, own = view["name"], view["ms"], view["one_thread_cpu_ms"]
        print(f"{name}:")
        if "QGIS" in theirs:
            met &= judge("beside QGIS (GeoPackage)", theirs["QGIS"][name][0] / wall, NEEDED["QGIS"][name], theirs["QGIS"][name][1] / own)
        if "QGIS in memory" in theirs:
            judge("beside QGIS (in memory)", theirs["QGIS in memory"][name][0] / wall, None, theirs["QGIS in memory"][name][1] / own)
        web = [theirs[peer][name] for peer in ("mapnik", "MapServer") if peer in theirs]
        if web:
            met &= judge(f"beside the faster of mapnik and MapServer ({len(web)} here)", min(web)[0] / wall, NEEDED["web"][name], min(web)[1] / own)
    return 0 if met else 1


sys.exit(main())
