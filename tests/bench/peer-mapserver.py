#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""MapServer as a peer of bench-map-paint.py, in this process (no CGI), from FlatGeobuf with its own index. Prints
name<TAB>milliseconds<TAB>of processor time.

usage: peer-mapserver.py FOLDER VIEWS.json RUNS       77 when MapServer is not here
"""
import json
import os
import statistics
import sys
import time

try:
    import mapscript
except ImportError:
    print("MapServer is not here (package python3-mapscript)")
    sys.exit(77)

STYLE = "STYLE COLOR '{}' WIDTH {} OPACITY {} LINECAP ROUND LINEJOIN ROUND END"


def now():
    return time.perf_counter(), time.process_time()


def layer(name, path, classes, symbol):
    rules = "".join(f"CLASS EXPRESSION '{of['name']}' {symbol(of)} END\n" for of in classes)
    return (f"LAYER NAME {name} TYPE LINE STATUS DEFAULT CONNECTIONTYPE FLATGEOBUF DATA '{path}' CLASSITEM 'voltage'\n"
            f"PROJECTION 'init=epsg:3857' END\n{rules}END\n")


def document(folder, views, view):
    path = os.path.join(folder, "lines.fgb")
    lines = list(reversed(view["classes"]))
    cased = [of for of in lines if of["casing_width"] > 0]
    layers = ""
    if cased:
        layers += layer("casing", path, cased, lambda of: STYLE.format(view["casing"], of["casing_width"], round(view["casing_opacity"] * 100)))
    layers += layer("lines", path, lines, lambda of: STYLE.format(of["colour"], of["width"], 100))
    return (f"MAP SIZE {views['width']} {views['height']} EXTENT {' '.join(map(str, view['bbox']))} IMAGECOLOR '{view['ground']}'\n"
            f"PROJECTION 'init=epsg:3857' END\nIMAGETYPE png\n"
            f"OUTPUTFORMAT NAME png DRIVER AGG/PNG IMAGEMODE RGB END\n{layers}END\n")


def main():
    folder, views, runs = sys.argv[1], json.load(open(sys.argv[2], encoding="utf-8")), int(sys.argv[3])
    for view in views["views"]:
        drawn = mapscript.fromstring(document(folder, views, view))
        times = []
        for run in range(runs + 1):
            started = now()
            image = drawn.draw()
            times.append([(after - before) * 1e3 for before, after in zip(started, now())])
            if run == 0:
                image.save(os.path.join(folder, f"mapserver-{view['name']}.png"))
        print(view["name"], *(f"{statistics.median(kind):.3f}" for kind in zip(*times[1:])), sep="\t", flush=True)
    print(f"version\tMapServer {mapscript.MS_VERSION}")


main()
