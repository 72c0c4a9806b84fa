#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A base map from an extract made here (streets, buildings, fields; as many bytes a node as OpenStreetMap has), beside
ogr2ogr copying the same extract into a GeoPackage: processor seconds, megabytes of extract a second, the most memory, and
their ratio. The smallest of three runs each.

usage: bench-base.py LAMPLIGHTERD [MB]
"""
import json
import os
import random
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, '..', 'grid'))
import pbf  # noqa: E402

BLOCK_NODES, BUILDINGS, STREET_NODES = 96, 16, 16  # a block: two streets of so many nodes, buildings of four
BYTES_A_BLOCK = 340
SIDE_DEG = 0.002


def places(block, across):
    chance = random.Random(block)
    west, south = 10.0 + block % across * SIDE_DEG, 50.0 + block // across * SIDE_DEG
    for i in range(STREET_NODES):
        yield west + SIDE_DEG * i / (STREET_NODES - 1), south + chance.random() * 1e-4 * (0 < i < STREET_NODES - 1)
    for i in range(STREET_NODES):
        yield west + chance.random() * 1e-4 * (0 < i < STREET_NODES - 1), south + SIDE_DEG * i / (STREET_NODES - 1)
    for _ in range(BUILDINGS):
        x, y, w, h = west + chance.random() * SIDE_DEG, south + chance.random() * SIDE_DEG, 1e-4 + chance.random() * 1e-4, 1e-4 + chance.random() * 1e-4
        yield from ((x, y), (x + w, y), (x + w, y + h), (x, y + h))


def ways(block, across):
    first = block * BLOCK_NODES + 1
    yield {'highway': 'residential', 'name': f'Row {block // across}', 'surface': 'asphalt'}, range(first, first + STREET_NODES)
    yield {'highway': 'tertiary', 'name': f'Column {block % across}'}, range(first + STREET_NODES, first + 2 * STREET_NODES)
    for i in range(BUILDINGS):
        corner = first + 2 * STREET_NODES + 4 * i
        yield {'building': 'yes', 'addr:housenumber': str(i)}, [corner, corner + 1, corner + 2, corner + 3, corner]


def make(path, megabytes):
    blocks = int(megabytes * 1e6 / BYTES_A_BLOCK)
    across = int(blocks ** 0.5) + 1
    with open(path, 'wb') as file:
        file.write(pbf.header_block((10.0, 50.0, 10.0 + across * SIDE_DEG, 50.0 + across * SIDE_DEG)))
        for start in range(0, blocks, 80):
            file.write(pbf.node_block([(b * BLOCK_NODES + 1 + i, x, y, {}) for b in range(start, min(start + 80, blocks)) for i, (x, y) in enumerate(places(b, across))]))
        way = 0
        for start in range(0, blocks, 400):
            some = []
            for b in range(start, min(start + 400, blocks)):
                for tags, nodes in ways(b, across):
                    way += 1
                    some.append((way, tags, list(nodes)))
            file.write(pbf.way_block(some))
    return across


def make_region(folder, program, across):
    source = os.path.join(folder, 'grid')
    os.makedirs(source)
    line = {'type': 'Feature', 'properties': {'id': 'L', 'a': 'a', 'b': 'b'}, 'geometry': {'type': 'LineString', 'coordinates': [(10.0, 50.0), (10.0 + across * SIDE_DEG, 50.0 + across * SIDE_DEG)]}}
    with open(os.path.join(source, 'lines.geojson'), 'w', encoding='utf-8') as file:
        json.dump({'type': 'FeatureCollection', 'features': [line]}, file)
    with open(source + '.ini', 'w', encoding='utf-8') as file:
        file.write('[profile]\nname = bench\n[lines]\nlayer = lines\nbecomes = lines\nid = id\nfrom = a\nto = b\n')
    region = os.path.join(folder, 'region.gpkg')
    subprocess.run([program, 'grid', 'import', '--profile', source + '.ini', source, region], check=True, capture_output=True)
    return region


def best(command, target=None):
    """Processor seconds of the fastest of three runs, and the most memory of any, in MB."""
    took, memory = [], 0
    for _ in range(3):
        if target is not None and os.path.exists(target):
            os.unlink(target)
        with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as run:
            _, status, used = os.wait4(run.pid, 0)
            run.returncode = os.waitstatus_to_exitcode(status)
        if run.returncode != 0:
            sys.exit(f'{command} failed')
        took.append(used.ru_utime + used.ru_stime)
        memory = max(memory, used.ru_maxrss / 1024)
    return min(took), memory


def main(folder, program, megabytes=5):
    extract, copied = os.path.join(folder, 'extract.osm.pbf'), os.path.join(folder, 'copied.gpkg')
    region = make_region(folder, program, make(extract, float(megabytes)))
    size = os.path.getsize(extract) / 1e6
    copy, copy_memory = best(['ogr2ogr', '-f', 'GPKG', '-lco', 'SPATIAL_INDEX=NO', copied, extract, 'points', 'lines', 'multipolygons'], copied)
    base, base_memory = best([program, 'grid', 'base', extract, region])
    print(f'{size:.1f} MB of extract: ogr2ogr {copy:.2f} s ({size / copy:.1f} MB/s, {copy_memory:.0f} MB), grid base {base:.2f} s ({size / base:.1f} MB/s, {base_memory:.0f} MB): {base / copy:.2f} of its time')


with tempfile.TemporaryDirectory(prefix='lamp-bench-base-') as temporary:
    main(temporary, *sys.argv[1:])
