#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""QGIS as a peer of bench-map-paint.py: draws the views with QGIS's own renderer. Prints name<TAB>milliseconds<TAB>of
processor time.

usage: peer-qgis.py FOLDER VIEWS.json RUNS [memory]       77 when QGIS is not here
"""
import json
import os
import statistics
import sys
import time

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
try:
    from qgis import core
    from qgis.PyQt.QtCore import QSize
    from qgis.PyQt.QtGui import QColor, QImage, QPainter
except ImportError:
    print("QGIS is not here (package python3-qgis)")
    sys.exit(77)


def now():
    return time.perf_counter(), time.process_time()


def line(width, colour, opacity=1.0):
    layer = core.QgsSimpleLineSymbolLayer(QColor(colour), width)
    layer.setWidthUnit(core.QgsUnitTypes.RenderPixels)
    layer.setPenCapStyle(0x20)  # round
    layer.setPenJoinStyle(0x80)
    colour = layer.color()
    colour.setAlphaF(opacity)
    layer.setColor(colour)
    return layer


def renderer(view):
    """A class is a category; casings lie beneath all lines by symbol levels."""
    categories = []
    for order, of in enumerate(reversed(view["classes"])):
        symbol = core.QgsLineSymbol()
        symbol.deleteSymbolLayer(0)
        if of["casing_width"] > 0:
            symbol.appendSymbolLayer(line(of["casing_width"], view["casing"], view["casing_opacity"]))
        top = line(of["width"], of["colour"])
        top.setRenderingPass(order + 1)
        symbol.appendSymbolLayer(top)
        categories.append(core.QgsRendererCategory(of["name"], symbol, of["name"]))
    made = core.QgsCategorizedSymbolRenderer("voltage", categories)
    made.setUsingSymbolLevels(any(of["casing_width"] > 0 for of in view["classes"]))
    return made


def draw(layer, view, size, picture=None):
    settings = core.QgsMapSettings()
    settings.setLayers([layer])
    settings.setDestinationCrs(layer.crs())
    settings.setExtent(core.QgsRectangle(*view["bbox"]))
    settings.setOutputSize(QSize(*size))
    settings.setBackgroundColor(QColor(view["ground"]))
    settings.setFlag(core.QgsMapSettings.Antialiasing, True)
    started = now()
    image = QImage(QSize(*size), QImage.Format_ARGB32_Premultiplied)
    image.fill(QColor(view["ground"]))
    painter = QPainter(image)
    job = core.QgsMapRendererCustomPainterJob(settings, painter)
    job.renderSynchronously()
    painter.end()
    took = [(after - before) * 1e3 for before, after in zip(started, now())]
    if picture:
        image.save(picture)
    return took


def main():
    folder, (views, runs) = sys.argv[1], (json.load(open(sys.argv[2], encoding="utf-8")), int(sys.argv[3]))
    app = core.QgsApplication([], False)
    app.initQgis()
    layer = core.QgsVectorLayer(os.path.join(folder, "lines.gpkg") + "|layername=lines", "lines", "ogr")
    if not layer.isValid():
        print("QGIS cannot open the lines")
        sys.exit(1)
    if "memory" in sys.argv[4:]:
        layer = layer.materialize(core.QgsFeatureRequest())
        layer.dataProvider().createSpatialIndex()
    size = (views["width"], views["height"])
    for view in views["views"]:
        layer.setRenderer(renderer(view))
        draw(layer, view, size, os.path.join(folder, f"qgis-{view['name']}.png"))
        times = [draw(layer, view, size) for _ in range(runs)]
        print(view["name"], *(f"{statistics.median(kind):.3f}" for kind in zip(*times)), sep="\t", flush=True)
    print(f"version\tQGIS {core.Qgis.QGIS_VERSION.split('-')[0]}", flush=True)
    os._exit(0)  # its end takes long, and crashes here and there


main()
