#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""mapnik as a peer of bench-map-paint.py, from a shapefile with its own index. Prints name<TAB>milliseconds<TAB>of
processor time.

usage: peer-mapnik.py FOLDER VIEWS.json RUNS       77 when mapnik is not here
"""
import json
import os
import statistics
import sys
import time

try:
    import mapnik
except ImportError:
    print("mapnik is not here (package python3-mapnik)")
    sys.exit(77)

LINE = '<LineSymbolizer stroke="{}" stroke-width="{}" stroke-opacity="{}" stroke-linecap="round" stroke-linejoin="round"/>'


def now():
    return time.perf_counter(), time.process_time()


def style(name, classes, symbol):
    rules = "".join(f"<Rule><Filter>[voltage] = '{of['name']}'</Filter>{symbol(of)}</Rule>" for of in classes)
    return f'<Style name="{name}">{rules}</Style>'


def document(folder, view):
    lines = list(reversed(view["classes"]))
    cased = [of for of in lines if of["casing_width"] > 0]
    styles, names = "", []
    if cased:
        styles += style("casing", cased, lambda of: LINE.format(view["casing"], of["casing_width"], view["casing_opacity"]))
        names.append("casing")
    styles += style("line", lines, lambda of: LINE.format(of["colour"], of["width"], 1))
    names.append("line")
    used = "".join(f"<StyleName>{name}</StyleName>" for name in names)
    return (f'<Map srs="epsg:3857" background-color="{view["ground"]}">{styles}'
            f'<Layer name="lines" srs="epsg:3857" cache-features="{"on" if cased else "off"}">{used}<Datasource><Parameter name="type">shape</Parameter>'
            f'<Parameter name="file">{os.path.join(folder, "lines.shp")}</Parameter></Datasource></Layer></Map>')


def main():
    folder, views, runs = sys.argv[1], json.load(open(sys.argv[2], encoding="utf-8")), int(sys.argv[3])
    for view in views["views"]:
        drawn = mapnik.Map(views["width"], views["height"])
        mapnik.load_map_from_string(drawn, document(folder, view))
        times = []
        for run in range(runs + 1):
            drawn.zoom_to_box(mapnik.Box2d(*view["bbox"]))
            started = now()
            image = mapnik.Image(views["width"], views["height"])
            mapnik.render(drawn, image)
            times.append([(after - before) * 1e3 for before, after in zip(started, now())])
            if run == 0:
                image.save(os.path.join(folder, f"mapnik-{view['name']}.png"), "png")
        print(view["name"], *(f"{statistics.median(kind):.3f}" for kind in zip(*times[1:])), sep="\t", flush=True)
    number = mapnik.mapnik_version()
    print(f"version\tmapnik {number // 100000}.{number // 100 % 1000}")


main()
