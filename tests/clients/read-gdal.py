# SPDX-License-Identifier: GPL-3.0-or-later
"""GDAL's OAPIF driver through ogrinfo and ogr2ogr: types, counts, paging, filters that reach the server."""
import json
import os
import random
import re
import shutil
import subprocess
import tempfile

from served import COUNTS, Server, check, equal, skip

if shutil.which('ogrinfo') is None:
    skip('ogrinfo is not installed (package gdal-bin)')

# A field as ogrinfo lists it; newer ones tell no width where there is none.
FIELD = re.compile(r'^([A-Za-z_]\w*): ((?:String|Integer|Integer64|Real|Date|DateTime|StringList|IntegerList|RealList)(?:\(\w+\))?)(?: \(\d+\.\d+\))?$', re.M)


def ogrinfo(server):
    text = subprocess.run(['ogrinfo', '-al', '-so', 'OAPIF:' + server.url], check=True, capture_output=True, text=True).stdout
    layers = {}
    for part in text.split('Layer name: ')[1:]:
        name = part.split('\n')[0]
        layers[name] = {
            'geometry': re.search(r'^Geometry: (.*)$', part, re.M).group(1),
            'count': int(re.search(r'^Feature Count: (\d+)$', part, re.M).group(1)),
            'fields': dict(FIELD.findall(part)),
        }
    return layers


def ogr2ogr(server, layer, *options):
    with tempfile.TemporaryDirectory() as folder:
        target = os.path.join(folder, 'out.json')
        subprocess.run(['ogr2ogr', '-f', 'GeoJSON', target, 'OAPIF:' + server.url, layer, *options], check=True)
        with open(target, encoding='utf-8') as file:
            return json.load(file)['features']


def expected_type(schema):
    kind = schema['type'][0]
    if kind == 'string':
        return 'DateTime' if schema.get('format') == 'date-time' else 'String'
    if kind == 'array' and schema['items']['type'] == 'string':
        return 'StringList'
    return {'integer': 'Integer', 'number': 'Real', 'boolean': 'Integer(Boolean)', 'array': 'String', 'object': 'String'}[kind]


def ids(features):
    # GDAL keeps the server's id as a column, or as the id when it may
    return sorted(feature.get('id') or feature['properties']['id'] for feature in features)


def check_layers(server):
    layers = ogrinfo(server)
    equal(sorted(layers), sorted(COUNTS), 'layers')
    for name, count in COUNTS.items():
        equal(layers[name]['count'], count, f'{name}: count')
        schema = server.get(f'/collections/{name}/schema')['properties']
        expected = {field: expected_type(part) for field, part in schema.items() if field not in ('id', 'geometry')}
        if count > 0:
            expected['id'] = 'String'
            equal(layers[name]['geometry'], 'Unknown (any)' if name == 'journal' else 'Point', f'{name}: geometry')
        equal(layers[name]['fields'], expected, f'{name}: fields')


def check_paging(server):
    ours = server.features('outages')
    theirs = ogr2ogr(server, 'outages', '-oo', 'PAGE_SIZE=7')
    equal(ids(theirs), ids(ours), 'outages copied in pages of 7')
    check(sum('limit=7&after=' in line for line in server.log) >= 8, 'it went by pages')
    places = {feature['id']: feature['geometry'] for feature in ours}
    for feature in theirs:
        mine = places[feature.get('id') or feature['properties']['id']]
        check((mine is None) == (feature['geometry'] is None), 'place or none is kept') if feature['geometry'] is None else None
        if mine is not None:
            check(abs(mine['coordinates'][0] - feature['geometry']['coordinates'][0]) < 1e-6, 'place is kept')
    equal(len(ogr2ogr(server, 'calls', '-oo', 'PAGE_SIZE=1000')), COUNTS['calls'], 'calls copied')
    equal(len(ogr2ogr(server, 'journal', '-oo', 'PAGE_SIZE=7')), COUNTS['journal'], 'journal copied')


def check_filters(server):
    ours = server.features('outages')
    predicted = [feature for feature in ours if feature['properties']['status'] == 'predicted']
    equal(ids(ogr2ogr(server, 'outages', '-where', "status='predicted'")), ids(predicted), "status='predicted'")
    check(any('status=predicted' in line for line in server.log), 'status= reached the server')
    equal(ids(ogr2ogr(server, 'outages', '-where', 'customersOut=120')), ['O-12'], 'customersOut=120')
    check(any('customersOut=120' in line for line in server.log), 'customersOut= reached the server')
    equal(ids(ogr2ogr(server, 'outages', '-where', "id='O-7'")), ['O-7'], "id='O-7'")
    check(any(line.endswith('/collections/outages/items/O-7') for line in server.log), 'id= reached the server as a path')
    # GDAL leaves comparisons of times to the server's `datetime`, cut off and with a T left hanging.
    for where, wanted in (("start >= '2026/01/05'", lambda t: t >= '2026-01-05'), ("start < '2026/01/05'", lambda t: t < '2026-01-05'),
                          ("start >= '2026/01/05 07'", lambda t: t >= '2026-01-05T07'),
                          ("start >= '2026/01/05 07:30:00'", lambda t: t >= '2026-01-05T07:30'),
                          ("start > '2026/01/05 07:10:00' AND start <= '2026/01/05 07:40:00'", lambda t: '2026-01-05T07:10' < t <= '2026-01-05T07:40'),
                          ("start = '2026/01/05 07:30:00'", lambda t: t == '2026-01-05T07:30:00.000Z')):
        mine = [feature for feature in ours if wanted(feature['properties']['start'])]
        equal(ids(ogr2ogr(server, 'outages', '-where', where)), ids(mine), where)
    check(any('2026-01-05T%2F..' in line or '2026-01-05T/..' in line for line in server.log), 'the T did hang')
    check(not any(' 400 ' in line for line in server.log), 'nothing was refused')


def check_boxes(server):
    """The server's bbox against GDAL's own on a file of the same rows."""
    rand = random.Random(4)
    collection = server.get('/collections/outages/items?limit=10000')
    with tempfile.TemporaryDirectory() as folder:
        source, target = os.path.join(folder, 'all.json'), os.path.join(folder, 'some.json')
        with open(source, 'w', encoding='utf-8') as file:
            json.dump(collection, file)
        nowhere = [feature['id'] for feature in collection['features'] if feature['geometry'] is None]
        for _ in range(8):
            west, east = sorted(rand.uniform(116.29, 116.37) for _ in range(2))
            south, north = sorted(rand.uniform(39.89, 39.94) for _ in range(2))
            box = [str(number) for number in (west, south, east, north)]
            subprocess.run(['ogr2ogr', '-f', 'GeoJSON', target, source, '-spat', *box], check=True)
            with open(target, encoding='utf-8') as file:
                expected = ids(json.load(file)['features'])
            os.remove(target)
            equal(ids(server.features('outages', 'bbox=' + ','.join(box))), sorted(expected + nowhere), 'bbox ' + ','.join(box))
            equal([i for i in ids(ogr2ogr(server, 'outages', '-spat', *box)) if i not in nowhere], expected, 'the same through GDAL')
    check(any('bbox=' in line for line in server.log), 'bbox= reached the server')


with Server() as running:
    check_layers(running)
    check_paging(running)
    check_filters(running)
    check_boxes(running)
with Server('--insert') as growing:
    copied = ids(ogr2ogr(growing, 'outages', '-oo', 'PAGE_SIZE=7'))
    equal(len(copied), len(set(copied)), 'no id twice while outages come in')
    check(len(copied) >= 60 and set(f'O-{n}' for n in range(60)) <= set(copied), 'and none that was there is missing')
