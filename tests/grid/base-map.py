#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""`grid base`: a small extract made here, of which every thing is known, into a region; then real extracts, of which
ogr2ogr with GDAL's own configuration and the geometry below say how many of each kind there are, how long and how large.
Then what may be wrong, one line a case."""
import collections
import hashlib
import json
import math
import os
import re
import shutil
import signal
import sqlite3
import struct
import subprocess
import sys
import tempfile

import pbf

program, shared = sys.argv[1:3]
LAYERS = ('water', 'green', 'built', 'roads', 'rail', 'places', 'streams', 'paths')
WORDS = {'roads': 'roads', 'paths': 'paths', 'rail': 'railways', 'water': 'waters', 'streams': 'rivers and streams', 'green': 'green areas', 'built': 'buildings', 'places': 'places'}
OSM = '© OpenStreetMap contributors'
failures = []


def check(what, got, wanted):
    if got != wanted:
        failures.append(what)
        print(f'not ok: {what}: {got!r} instead of {wanted!r}')
    else:
        print(f'ok: {what}')


def grid(*arguments, **more):
    return subprocess.run([program, 'grid', *arguments], capture_output=True, text=True, timeout=120, check=False, **more)


def base(*arguments, **more):
    return grid('base', *arguments, **more)


def digest(path):
    with open(path, 'rb') as file:
        return hashlib.sha256(file.read()).hexdigest()


def make_region(folder, name, west, south, east, north):
    """A square of four lines with a source at its corner."""
    source = os.path.join(folder, name)
    os.makedirs(source)
    corners = [(west, south), (east, south), (east, north), (west, north)]
    lines = [{'type': 'Feature', 'properties': {'id': f'L{i}', 'a': f'n{i}', 'b': f'n{(i + 1) % 4}'},
              'geometry': {'type': 'LineString', 'coordinates': [corners[i], corners[(i + 1) % 4]]}} for i in range(4)]
    head = [{'type': 'Feature', 'properties': {'id': 'S', 'node': 'n0'}, 'geometry': {'type': 'Point', 'coordinates': corners[0]}}]
    for layer, features in (('lines', lines), ('heads', head)):
        with open(os.path.join(source, layer + '.geojson'), 'w', encoding='utf-8') as file:
            json.dump({'type': 'FeatureCollection', 'features': features}, file)
    profile = source + '.ini'
    with open(profile, 'w', encoding='utf-8') as file:
        file.write(f'[profile]\nname = test\nregion = {name}\n[lines]\nlayer = lines\nbecomes = lines\nid = id\nfrom = a\nto = b\n'
                   '[heads]\nlayer = heads\nbecomes = sources\nid = id\nnode = node\n')
    region = os.path.join(folder, name + '.gpkg')
    done = grid('import', '--profile', profile, source, region)
    check(f'{name}: a region to begin with', (done.returncode, os.path.exists(region)), (0, True))
    return region


def signed_area(ring):
    return sum((a[0] - ring[0][0]) * (b[1] - ring[0][1]) - (b[0] - ring[0][0]) * (a[1] - ring[0][1]) for a, b in zip(ring, ring[1:])) / 2


def parse(blob):
    """A GeoPackage geometry: its parts, each a list of points; a polygon's rings are parts, counter-clockwise but for its holes."""
    at = 8 + (0, 32, 48, 48, 64)[blob[3] >> 1 & 7]
    parts = []

    def points(at, n):
        parts.append([struct.unpack_from('<2d', blob, at + 16 * i) for i in range(n)])
        return at + 16 * n

    def walk(at):
        kind, = struct.unpack_from('<I', blob, at + 1)
        at += 5
        if kind == 1:
            return points(at, 1)
        n, = struct.unpack_from('<I', blob, at)
        at += 4
        if kind == 2:
            return points(at, n)
        for ring in range(n):
            if kind == 3:
                size, = struct.unpack_from('<I', blob, at)
                at = points(at + 4, size)
                if (signed_area(parts[-1]) < 0) != (ring > 0):
                    parts[-1].reverse()
            else:
                at = walk(at)
        return at

    walk(at)
    return parts


def read(path, table, columns='name, rank'):
    base_file = sqlite3.connect(f'file:{path}?mode=ro&immutable=1', uri=True)
    base_file.text_factory = lambda b: b.decode('utf-8')
    rows = base_file.execute(f'select geom, {columns} from {table}').fetchall()
    base_file.close()
    return [(parse(geometry), *rest) for geometry, *rest in rows if geometry is not None]


def metadata(path):
    base_file = sqlite3.connect(f'file:{path}?mode=ro&immutable=1', uri=True)
    rows = base_file.execute('select key, value from metadata').fetchall()
    base_file.close()
    return rows


def length(parts):
    """Metres, well enough: the same formula on both sides."""
    return sum(math.hypot((b[0] - a[0]) * math.cos(math.radians(a[1])), b[1] - a[1]) * 111195.0 for part in parts for a, b in zip(part, part[1:]))


def area(parts):
    return sum(signed_area(part) for part in parts)


class Extract:
    """Nodes and ways by their places."""

    def __init__(self):
        self.nodes, self.ways, self.relations, self.at = [], [], [], {}

    def node(self, lon, lat, **tags):
        key = (lon, lat)
        if tags or key not in self.at:
            self.nodes.append((len(self.nodes) + 1, lon, lat, tags))
            self.at.setdefault(key, len(self.nodes))
        return self.at[key]

    def way(self, points, **tags):
        self.ways.append((len(self.ways) + 1, tags, [self.node(*p) for p in points]))
        return len(self.ways)

    def relation(self, members, **tags):
        self.relations.append((len(self.relations) + 1, tags, members))

    def write(self, path, box=None):
        pbf.write(path, self.nodes, self.ways, self.relations, box)


def square(west, south, size):
    return [(west, south), (west + size, south), (west + size, south + size), (west, south + size), (west, south)]


def make_extract(path):
    e = Extract()
    e.node(10.05, 50.05, place='town', name='Ardent')
    e.node(10.06, 50.05, place='hamlet', name='Copse\tEnd')
    e.node(10.06, 50.06, place='hamlet')
    e.node(10.07, 50.05, natural='tree')
    e.node(11.00, 50.05, place='town', name='Far Away')
    for west, east in ((10.00, 10.02), (10.02, 10.04), (10.04, 10.06)):
        e.way([(west, 50.01), (east, 50.01)], highway='residential', name='Long Street', maxspeed=str(int(west * 1000)))
    e.way([(10.04, 50.00), (10.04, 50.01), (10.04, 50.02)], highway='primary', ref='B 3;B 27')
    e.way([(10.01, 50.02), (10.02, 50.02)], highway='service')
    e.way([(10.01, 50.03), (10.02, 50.03)], highway='footway', name='Riverside')
    e.way([(10.01, 50.03), (10.02, 50.031)], highway='footway', footway='sidewalk')
    e.way([(10.00, 50.04), (12.00, 50.04)], railway='rail')
    e.way([(10.00, 50.05), (10.02, 50.05)], waterway='river', name='Lark')
    e.way([(10.02, 50.05), (10.03, 50.05)], waterway='river', name='Lark')
    e.way([(10.00, 50.06), (10.01, 50.06)], power='line')
    e.way([(9.0, 49.0), (9.1, 49.1)], highway='residential', name='Elsewhere')
    e.way([(9.90, 50.00), (9.999, 50.2)], highway='residential', name='Past the Corner')
    e.way(square(10.03, 50.03, 0.002), building='yes')
    e.way(square(10.034, 50.03, 0.002), building='no')
    e.way(square(10.05, 50.01, 0.005), leisure='park', name='North Park')
    e.way(square(9.00, 49.00, 3.0), landuse='forest')
    outer, inner = e.way(square(10.06, 50.02, 0.01)), e.way(square(10.062, 50.022, 0.004))
    e.relation([(outer, 'outer'), (inner, 'inner')], type='multipolygon', natural='water', name='Ardent Lake')
    e.write(path, (9.0, 49.0, 12.0, 52.0))


def names(region, layer):
    return sorted((name or '', rank) for _, name, rank in read(region, 'base_' + layer))


def check_small(folder):
    region, extract = make_region(folder, 'Small', 10.0, 50.0, 10.08, 50.08), os.path.join(folder, 'small.osm.pbf')
    make_extract(extract)
    other = sqlite3.connect(region)  # what the region has besides is not ours to lose
    other.execute('create table notes_of_mine (id integer primary key, text text)')
    other.execute("insert into notes_of_mine (text) values ('kept')")
    other.execute("insert into metadata (key, value) values ('attribution', 'somebody before')")
    other.commit()
    other.close()
    before = digest(region)
    os.chmod(region, 0o640)

    done = base(extract, region)
    check('small: done', (done.returncode, [line for line in done.stderr.splitlines() if '%' not in line]), (0, []))
    check('small: streets joined, numbers for names', names(region, 'roads'), [('', 3), ('B 3', 1), ('Long Street', 2)])
    check('small: paths', names(region, 'paths'), [('Riverside', 0)])
    check('small: a railway that goes on far away is here whole', [round(length(p)) for p, _, _ in read(region, 'base_rail')], [round(length([[(10.0, 50.04), (12.0, 50.04)]]))])
    check('small: rivers', names(region, 'streams'), [('Lark', 0)])
    check('small: places, their names clean', names(region, 'places'), [('Ardent', 1), ('Copse End', 3)])
    check('small: buildings', len(read(region, 'base_built')), 1)
    check('small: a lake with an island', [(name, len(p), round(area(p), 10)) for p, name, _ in read(region, 'base_water')], [('Ardent Lake', 2, round(0.01 ** 2 - 0.004 ** 2, 10))])
    green = {name: p for p, name, _ in read(region, 'base_green')}
    box = [f(p[i] for p in green[None][0]) for f, i in ((min, 0), (min, 1), (max, 0), (max, 1))]
    margin = 2000 / 111195
    wide = margin / math.cos(math.radians(50.08))
    check('small: a forest is cut to 2 km around the grid', [round(x, 4) for x in box], [round(x, 4) for x in (10.0 - wide, 50.0 - margin, 10.08 + wide, 50.08 + margin)])
    check('small: the licence is kept, and what was before is gone', [v for k, v in metadata(region) if k == 'attribution'], [OSM])
    check('small: and told', (OSM in done.stdout, json.loads(grid('check', '--json', region).stdout)['attribution'], OSM in grid('check', region).stdout), (True, OSM, True))
    check('small: the grid is there', json.loads(grid('check', '--json', region).stdout)['counts']['lines'], 4)
    kept = sqlite3.connect(region)
    check('small: what else was in the file too', kept.execute('select text from notes_of_mine').fetchall(), [('kept',)])
    kept.close()
    check('small: who may read it', os.stat(region).st_mode & 0o777, 0o640)
    check('small: it is another edition', digest(region) != before, True)
    return region, extract


def check_again(folder, region, extract):
    """The same once more, by a link, and with other bounds."""
    twin = os.path.join(folder, 'twin.gpkg')
    link = os.path.join(folder, 'link.gpkg')
    shutil.copy(region, twin)
    os.symlink('twin.gpkg', link)
    size = os.path.getsize(region)
    results = []
    for path in (region, link):
        check(f'again: {path[len(folder):]}', base(extract, path).returncode, 0)
        results.append(digest(path))
    check('again: the same bytes from the same files', results[0], results[1])
    check('again: a link stays one', os.path.islink(link), True)
    check('again: in place of the old one, and no larger', (len(read(region, 'base_roads')), os.path.getsize(region) <= size), (3, True))
    check('again: one attribution', [v for k, v in metadata(region) if k == 'attribution'], [OSM])

    base(extract, twin, '--whole')
    check('whole: everything', (names(twin, 'roads'), names(twin, 'places')),
          ([('', 3), ('B 3', 1), ('Elsewhere', 2), ('Long Street', 2), ('Past the Corner', 2)], [('Ardent', 1), ('Copse End', 3), ('Far Away', 1)]))
    check('whole: the forest too', round(max(area(p) for p, _, _ in read(twin, 'base_green')), 6), 9.0)
    base(extract, twin, '--bbox=10.99,50.04,11.01,50.06')
    check('bbox: what is in it', (names(twin, 'roads'), names(twin, 'places')), ([], [('Far Away', 1)]))
    done = base(extract, twin, '--margin', '0')
    check('margin: none', (done.returncode, round(max(area(p) for p, _, _ in read(twin, 'base_green')), 6)), (0, round(0.08 ** 2, 6)))

    utm = os.path.join(folder, 'utm.gpkg')
    shutil.copy(region, utm)
    subprocess.run(['ogr2ogr', '-update', '-overwrite', '-t_srs', 'EPSG:32632', '-nln', 'lines', utm, region, 'lines'], check=True, capture_output=True)
    check('a region in another reference system', (base(extract, utm).returncode, names(utm, 'roads')), (0, names(region, 'roads')))
    xml = os.path.join(folder, 'small.osm')
    with open(xml, 'w', encoding='utf-8') as file:
        file.write("<?xml version='1.0'?><osm version='0.6'><node id='1' lon='10.01' lat='50.01'/><node id='2' lon='10.02' lat='50.01'/>"
                   "<way id='1'><nd ref='1'/><nd ref='2'/><tag k='highway' v='residential'/><tag k='name' v='By XML'/></way></osm>")
    check('XML', (base(xml, utm).returncode, names(utm, 'roads'), names(utm, 'places')), (0, [('By XML', 2)], []))


def check_kept(folder, region):
    """The grid is imported anew: the base map stays, from whatever reference system."""
    old = {layer: [(length(p), name, rank) for p, name, rank in read(region, 'base_' + layer)] for layer in LAYERS}
    check('imported anew: with a base map before', sum(map(len, old.values())) > 8, True)
    arguments = ('import', '--profile', os.path.join(folder, 'Small.ini'), os.path.join(folder, 'Small'), region)
    check('imported anew', grid(*arguments).returncode, 0)
    check('imported anew: the base map is as it was', {layer: [(length(p), name, rank) for p, name, rank in read(region, 'base_' + layer)] for layer in LAYERS}, old)
    check('imported anew: and whose it is', [v for k, v in metadata(region) if k == 'attribution'], [OSM])
    first = digest(region)
    check('imported anew: the same bytes again', (grid(*arguments).returncode, digest(region)), (0, first))
    other = os.path.join(folder, 'other-system.gpkg')
    shutil.copy(region, other)
    subprocess.run(['ogr2ogr', '-update', '-overwrite', '-t_srs', 'EPSG:32632', '-nln', 'base_roads', other, region, 'base_roads'], check=True, capture_output=True)
    check('imported anew: over another reference system', (grid(*arguments[:-1], other).returncode, [round(length(p), 3) for p, _, _ in read(other, 'base_roads')]), (0, [round(n, 3) for n, _, _ in old['roads']]))


def check_sea(folder):
    """Water on the right of a coast that goes north: east of it, and not on the island."""
    e = Extract()
    e.way([(10.05, 49.90), (10.05, 50.04)], natural='coastline')
    e.way([(10.05, 50.04), (10.05, 50.20)], natural='coastline')
    e.way(square(10.06, 50.02, 0.01), natural='coastline')
    extract, region = os.path.join(folder, 'sea.osm.pbf'), make_region(folder, 'Sea', 10.0, 50.0, 10.08, 50.08)
    e.write(extract, (9.0, 49.0, 12.0, 52.0))
    done = base(extract, region, '--margin=0')
    check('sea: told, and as large as it is', ('coast line' in done.stdout, [round(area(p), 8) for p, _, _ in read(region, 'base_water')]), (True, [round(0.03 * 0.08 - 0.01 ** 2, 8)]))
    e.ways = e.ways[:1]
    e.way([(10.01, 50.01), (10.02, 50.01)], highway='residential')
    e.write(extract, (9.0, 49.0, 12.0, 52.0))
    done = base(extract, region, '--margin=0')
    check('sea: not where the coast ends in the middle', (done.returncode, 'gaps' in done.stdout, read(region, 'base_water')), (0, True, []))


def check_bad(folder, region, extract):
    def write(name, content):
        path = os.path.join(folder, name)
        with open(path, 'wb') as file:
            file.write(content)
        return path

    with open(extract, 'rb') as file:
        whole = file.read()
    far = Extract()
    far.way([(30.0, 10.0), (30.1, 10.1)], highway='residential')
    far_known, far_unknown = os.path.join(folder, 'far.osm.pbf'), os.path.join(folder, 'far-unknown.osm.pbf')
    far.write(far_known, (29.0, 9.0, 31.0, 11.0))
    far.write(far_unknown)
    unsorted = Extract()
    unsorted.way([(10.01, 50.01), (10.02, 50.02)], highway='residential')
    unsorted.nodes.reverse()
    unsorted_path = os.path.join(folder, 'unsorted.osm.pbf')
    unsorted.write(unsorted_path)
    nothing = os.path.join(folder, 'nothing.osm.pbf')
    pbf.write(nothing, [], [], [])
    flipped = bytearray(whole)
    flipped[len(whole) // 2:len(whole) // 2 + 40] = bytes(40)
    edited = os.path.join(folder, 'edited.gpkg')
    shutil.copy(region, edited)
    write('edited.gpkg-wal', b'x' * 40)
    missing = os.path.join(folder, 'missing.gpkg')
    old = digest(region)
    cases = [  # extract, region, words of the sentence
        ('/nowhere.osm.pbf', region, ['/nowhere.osm.pbf', 'check the path']),
        (folder, region, [folder, 'that it is a file']),
        (write('empty.osm.pbf', b''), region, ['empty.osm.pbf', 'no extract']),
        (write('rubbish.osm.pbf', bytes(range(256)) * 40), region, ['rubbish.osm.pbf', 'no extract']),
        (region, region, ['no extract']),
        (write('html.osm.pbf', b'<html><body>404</body></html>'), region, ['no extract']),
        (write('flipped.osm.pbf', bytes(flipped)), region, ['flipped.osm.pbf', 'fresh copy']),
        (write('cut.osm', b"<?xml version='1.0'?><osm version='0.6'><node id='1' lon='10.01' lat='50.01'/><way id="), region, ['cut.osm', 'cut off']),
        (far_known, region, ['longitudes 29.000 to 31.000', 'give the extract of that area']),
        (far_unknown, region, ['longitudes 30.000 to 30.100', 'give the extract of that area']),
        (unsorted_path, region, ['sorted']),
        (nothing, region, ['nothing']),
        (extract, missing, [missing, 'check the path']),
        (extract, extract, ['is not a GeoPackage']),
        (extract, folder, [folder, 'that it is a file']),
        (extract, edited, ['edited by another program']),
    ]
    for at in sorted({5, 60, len(whole) // 3, len(whole) // 2, len(whole) - 1}):
        cases.append((write(f'cut-{at}.osm.pbf', whole[:at]), region, [f'cut-{at}.osm.pbf', 'no extract' if at < 20 else 'cut off']))
    for source, target, words in cases:
        done = base(source, target)
        sentences = [line for line in done.stderr.splitlines() if not re.match(r' *\d+ % ', line)]
        check(f'refused: {words}', (done.returncode, done.stdout, len(sentences), [w for w in words if w.lower() not in ''.join(sentences).lower()]), (1, '', 1, []))
    check('refused: nothing made', os.path.exists(missing), False)
    for arguments in ([], [extract], [extract, region, 'x'], ['--whole', '--margin=3', extract, region], ['--margin=-1', extract, region], ['--margin=nan', extract, region],
                      ['--bbox=1,2,3', extract, region], ['--bbox=3,2,1,4', extract, region], ['--bbox=1,2,3,95', extract, region], ['--dance', extract, region]):
        done = base(*arguments)
        check(f'wrong usage: {arguments[:1]}', (done.returncode, done.stdout, done.stderr.count('\n')), (2, '', 1))
    with open('/dev/full', 'w', encoding='utf-8') as full:
        twin = os.path.join(folder, 'full.gpkg')
        shutil.copy(region, twin)
        done = subprocess.run([program, 'grid', 'base', extract, twin], stdout=full, stderr=subprocess.PIPE, text=True, timeout=60, check=False)
        check('nobody can be told: the region is there', (done.returncode, 'was written' in done.stderr), (1, True))
    check('refused: nothing touched', digest(region), old)
    check('refused: no file is left beside', sorted(n for n in os.listdir(folder) if n.startswith('.')), [])


# --- real extracts, by other means ---

ROADS = {'motorway': 0, 'trunk': 0, 'motorway_link': 1, 'trunk_link': 1, 'primary': 1, 'secondary': 1, 'primary_link': 2, 'secondary_link': 2, 'tertiary': 2, 'tertiary_link': 2,
         'unclassified': 2, 'residential': 2, 'living_street': 2, 'road': 2, 'service': 3, 'busway': 3, 'track': 3}
PATHS = {'pedestrian', 'footway', 'path', 'cycleway', 'bridleway', 'steps'}
RAILS = {'rail', 'light_rail', 'subway', 'narrow_gauge', 'monorail', 'funicular', 'tram'}
STREAMS = {'river', 'canal', 'stream', 'tidal_channel', 'ditch', 'drain'}
PLACES = {'city', 'town', 'borough', 'suburb', 'village', 'quarter', 'neighbourhood', 'hamlet', 'island', 'locality'}
WET = {('natural', 'water'), ('waterway', 'riverbank'), ('waterway', 'dock'), ('landuse', 'reservoir'), ('landuse', 'basin'), ('leisure', 'swimming_pool')}
GREEN = {('landuse', v) for v in ('forest', 'grass', 'meadow', 'village_green', 'recreation_ground', 'cemetery', 'orchard', 'vineyard', 'allotments')} | \
        {('leisure', v) for v in ('park', 'garden', 'golf_course', 'common', 'pitch', 'dog_park')} | \
        {('natural', v) for v in ('wood', 'scrub', 'heath', 'grassland')} | {('amenity', 'grave_yard')}


def tags_of(row):
    tags = {k: v for k, v in row.items() if k != 'other_tags' and v is not None}
    tags.update(re.findall(r'"((?:[^"\\]|\\.)*)"=>"((?:[^"\\]|\\.)*)"', row.get('other_tags') or ''))
    return tags


def kind_of(layer, tags):
    if layer == 'points':
        return 'places' if tags.get('place') in PLACES and 'name' in tags else None
    below = tags.get('tunnel', 'no') != 'no'
    if layer == 'multipolygons':
        if tags.get('location') == 'underground':
            return None
        if tags.get('building', 'no') != 'no':
            return 'built'
        pairs = set(tags.items())
        return 'water' if pairs & WET else 'green' if pairs & GREEN else None
    way = tags.get('highway')
    if way in ROADS:
        return 'roads'
    if way in PATHS:
        return None if below or tags.get('footway') in ('sidewalk', 'crossing') else 'paths'
    if tags.get('railway') in RAILS:
        return None if below else 'rail'
    return 'streams' if tags.get('waterway') in STREAMS and not below else None


def crosses(box, a, b):
    """Do a segment and a box have a place in common: neither all of one on one side of the other's lines, nor the reverse."""
    west, south, east, north = box
    if max(a[0], b[0]) < west or min(a[0], b[0]) > east or max(a[1], b[1]) < south or min(a[1], b[1]) > north:
        return False
    sides = [(b[0] - a[0]) * (y - a[1]) - (b[1] - a[1]) * (x - a[0]) for x in (west, east) for y in (south, north)]
    return min(sides) <= 0 <= max(sides)


def count_real(folder, name, extract, box):
    """What is in the box: of each kind how many, of lines the metres, of areas (cut by GEOS) the square degrees."""
    plain, cut = os.path.join(folder, name + '-plain.gpkg'), os.path.join(folder, name + '-cut.gpkg')
    config = os.path.join(folder, 'osmconf.ini')
    with open(config, 'w', encoding='utf-8') as file:  # closed ways as ours; all else as GDAL has it
        file.write('closed_ways_are_polygons=building,' + ','.join(f'{k}={v}' for k, v in sorted(WET | GREEN)) + '\n')
        for layer in ('points', 'lines', 'multipolygons'):
            file.write(f'[{layer}]\nosm_id=no\nother_tags=yes\nattributes=name\n')
    subprocess.run(['ogr2ogr', '-f', 'GPKG', '-oo', 'CONFIG_FILE=' + config, plain, extract, 'points', 'lines', 'multipolygons'], check=True, capture_output=True)
    subprocess.run(['ogr2ogr', '-f', 'GPKG', '-skipfailures', '-clipsrc', *map(repr, box), '-nlt', 'MULTIPOLYGON', cut, plain, 'multipolygons'], check=True, capture_output=True)
    found = collections.Counter()
    sums = collections.Counter()
    for layer in ('points', 'lines', 'multipolygons'):
        path = cut if layer == 'multipolygons' else plain
        for parts, title, other in read(path, layer, 'name, other_tags'):
            kind = kind_of(layer, tags_of({'name': title, 'other_tags': other}))
            if kind is None:
                continue
            if layer == 'points':
                (x, y), = parts[0]
                inside = box[0] <= x <= box[2] and box[1] <= y <= box[3]
            else:
                inside = layer == 'multipolygons' or any(crosses(box, a, b) for a, b in zip(parts[0], parts[0][1:]))
            found[kind] += inside
            sums[kind] += inside * (length(parts) if layer == 'lines' else area(parts))
    return found, sums


def check_real(folder, name, extract, box):
    region = make_region(folder, name, box[0] + 0.01, box[1] + 0.01, box[2] - 0.01, box[3] - 0.01)
    done = base(extract, region, '--bbox=' + ','.join(map(repr, box)))
    found, sums = count_real(folder, name, extract, box)
    told = {}
    for kind, word in WORDS.items():
        match = re.search(rf'^ *(\d+)  {word}(?: \(joined by their names from (\d+) ways\))?$', done.stdout, re.M)
        told[kind] = int(match[2] or match[1])
    sea = 'sea was made' in done.stdout
    wanted = {kind: found[kind] + (kind == 'water' and sea) for kind in WORDS}
    check(f'{name}: as many of each kind as ogr2ogr finds', told, wanted)
    for kind in WORDS:
        if kind == 'places':
            continue
        rows = read(region, 'base_' + kind)
        lines = kind in ('roads', 'paths', 'rail', 'streams')
        got = sum(length(p) if lines else area(p) for p, _, _ in rows)
        if kind == 'water' and sea:
            continue
        check(f'{name}: {kind} as long or large', math.isclose(got, sums[kind], rel_tol=1e-6, abs_tol=1e-12), True)
    done = grid('check', '--json', region)
    check(f'{name}: a region like any other', (done.returncode, json.loads(done.stdout)['attribution']), (0, OSM))
    return region


def check_stopped(folder, extract, region):
    """Stopped in the middle; should it be done before the signal comes, it is done whole."""
    old = digest(region)
    with subprocess.Popen([program, 'grid', 'base', '--whole', extract, region], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True) as run:
        run.stderr.readline()
        run.send_signal(signal.SIGTERM)
        said = run.stderr.read()
    if run.returncode == 1:
        check('stopped: said so, and the old region stands', ('stopped' in said, digest(region)), (True, old))
    else:
        check('not stopped in time: done', (run.returncode, digest(region) != old), (0, True))
    check('stopped: no file is left beside', sorted(n for n in os.listdir(folder) if n.startswith('.')), [])


def main():
    if shutil.which('ogr2ogr') is None:
        print('skipped: ogr2ogr is not here (package gdal-bin)')
        return 77
    os.environ['LC_ALL'] = 'C.UTF-8'
    os.environ['OSM_CONFIG_FILE'] = '/nowhere/osmconf.ini'  # the user's configuration is nothing to us
    with tempfile.TemporaryDirectory(prefix='lamp-base-') as folder:
        region, extract = check_small(folder)
        check_again(folder, region, extract)
        check_kept(folder, region)
        check_sea(folder)
        check_bad(folder, region, extract)
        for name, path, box in (('Baltimore', 'osm/baltimore.osm.pbf', (-76.60, 39.262, -76.535, 39.303)), ('Liechtenstein', 'osm/liechtenstein-latest.osm.pbf', (9.50, 47.10, 9.56, 47.18)),
                                ('Porto', 'porto/porto.osm.pbf', (-8.66, 41.13, -8.58, 41.18))):
            path = os.path.join(shared, path)
            if not os.path.exists(path):
                print(f'skipped: {path} is not here')
                continue
            region = check_real(folder, name, path, box)
        if os.path.exists(path):
            check_stopped(folder, path, region)
    print(f'{len(failures)} failed')
    return 1 if failures else 0


sys.exit(main())
