# SPDX-License-Identifier: GPL-3.0-or-later
"""The OAPIF provider of QGIS 3.22, offscreen: the layers a utility's GIS people would open."""
import os
import tempfile

from served import COUNTS, Server, check, equal, skip

os.environ['QT_QPA_PLATFORM'] = 'offscreen'
home = tempfile.TemporaryDirectory()
os.environ['XDG_RUNTIME_DIR'] = os.environ['HOME'] = home.name
try:
    from qgis.core import QgsApplication, QgsFeatureRequest, QgsRectangle, QgsVectorLayer, QgsWkbTypes
except ImportError:
    skip('the Python bindings of QGIS are not installed (package python3-qgis)')

QgsApplication.setPrefixPath('/usr', True)
application = QgsApplication([], False)
application.initQgis()


def open_layer(server, name, more=''):
    return QgsVectorLayer(f"url='{server.url}' typename='{name}' pagingEnabled='true' {more}", name, 'OAPIF')


def check_layer(server, name):
    layer = open_layer(server, name)
    check(layer.isValid(), f'{name}: opens')
    features = {feature['id']: feature for feature in layer.getFeatures()}
    ours = server.features(name)
    equal(len(features), COUNTS[name], f'{name}: features')
    equal(layer.featureCount(), COUNTS[name], f'{name}: featureCount')
    equal(QgsWkbTypes.displayString(layer.wkbType()), 'Point', f'{name}: geometry')
    equal(layer.crs().authid(), 'OGC:CRS84' if layer.crs().authid() == 'OGC:CRS84' else 'EPSG:4326', f'{name}: reference system')
    fields = [field.name() for field in layer.fields()]
    for wanted in ['id'] + list(ours[0]['properties']):
        check(wanted in fields, f'{name}: has {wanted}')
    for mine in ours:
        geometry = features[mine['id']].geometry()
        if mine['geometry'] is None:
            check(geometry.isNull(), f"{name}: {mine['id']} has no place")
        else:
            check(abs(geometry.asPoint().x() - mine['geometry']['coordinates'][0]) < 1e-9, f"{name}: {mine['id']} is in its place")
    return layer


def check_box(server, layer):
    request = QgsFeatureRequest().setFilterRect(QgsRectangle(116.2995, 39.8, 116.3105, 40.0))
    inside = sorted(feature['id'] for feature in layer.getFeatures(request))
    expected = sorted(f'O-{n}' for n in range(11) if n % 4 != 3)
    equal([name for name in inside if int(name[2:]) % 4 != 3], expected, 'outages in a box')


with Server() as running:
    outages = check_layer(running, 'outages')
    check_box(running, outages)
    check_layer(running, 'crews')
    check_layer(running, 'calls')
    boxed = open_layer(running, 'outages', "restrictToRequestBBOX='1'")
    check(boxed.isValid(), 'outages, restricted to the box asked for: opens')
    check_box(running, boxed)
    check(open_layer(running, 'switches').isValid(), 'an empty collection: opens')
    check(not any(' 4' in line[:8] or ' 5' in line[:8] for line in running.log), 'nothing was refused')
    check(any('limit=1000' in line for line in running.log), 'it asks for a thousand at once')
    del outages, boxed
application.exitQgis()
