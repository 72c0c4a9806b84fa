#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""GDAL reads a real gateway in the middle of a storm: every collection, its fields, its count.

Arguments: the fixture server (not used here), lamplighterd, the program that writes Toytown.
"""
import os
import sys

from served import check, equal, skip

sys.path.insert(0, os.path.join(os.path.dirname(__file__), '..', 'gateway'))
from daemon import Daemon, wait_for  # noqa: E402

try:
    from osgeo import gdal
except ImportError:
    skip('GDAL for Python is not installed (python3-gdal)')

gdal.UseExceptions()
daemon = Daemon(sys.argv[2], sys.argv[3], '--speed', '60')
try:
    daemon.start()
    wait_for('an outage with a call', lambda: daemon.features('calls') and daemon.features('outages'))
    source = gdal.OpenEx('OAPIF:' + daemon.url, gdal.OF_VECTOR)
    names = {source.GetLayer(i).GetName() for i in range(source.GetLayerCount())}
    equal(names, {'outages', 'crews', 'assignments', 'sites', 'switches', 'calls', 'journal'}, 'collections')
    for name, least in (('outages', 1), ('assignments', 0), ('calls', 1), ('journal', 3)):
        read = sum(1 for _ in source.GetLayer(name))
        check(read >= least, f'{name}: {read} are read')
    for name, count in (('crews', 23), ('sites', 2), ('switches', 2)):
        equal((source.GetLayer(name).GetFeatureCount(), sum(1 for _ in source.GetLayer(name))), (count, count), name)
    check(source.GetLayer('outages').GetLayerDefn().GetFieldIndex('customersOut') >= 0, 'outages have their fields')
    source = None
    check(daemon.stop() == 0, 'a clean end')
finally:
    daemon.close()
