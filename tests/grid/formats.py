#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""One small utility in every kind of source: the region that comes out is the same. Its lines do not know their ends, a
table of ends does, once with both in a row and once with a row an end; names have accents, one layer is in another
reference system, numbers are text with a decimal comma, DBF is in Latin-1. PostgreSQL where it is installed."""
import csv
import glob
import os
import pwd
import shutil
import sqlite3
import subprocess
import sys
import tempfile

program = sys.argv[1]
failures = []
WIRES, GEAR, METERS, HEADS = 'Leitungen_Süd', 'Geräte', 'meters', 'heads'
TABLES = {
    WIRES: [
        {'Kennung': 'L1', 'Länge': '1.234,5', 'Straße': 'Bäckergäßle', 'wkt': 'MULTILINESTRING ((500000 5540000,500050 5540000),(500050 5540000,500070 5540000))'},
        {'Kennung': 'L2', 'Länge': '0,75', 'Straße': '', 'wkt': 'MULTILINESTRING ((500070 5540000,500070 5540100))'},
        {'Kennung': 'L3', 'Länge': '', 'Straße': 'x', 'wkt': ''},
    ],
    GEAR: [{'Kennung': 'F1', 'a': 'n1', 'b': 'n2', 'type': 'Süd-Sicherung', 'state': 'zu', 'wkt': 'POINT (500070 5540000)'},
           {'Kennung': 'F2', 'a': 'n3', 'b': 'n4', 'type': 'Trenner', 'state': 'auf', 'wkt': 'POINT (500070 5540100)'}],
    METERS: [{'Kennung': 'C1', 'service': 'D1', 'kw': '2,5', 'wkt': ''}, {'Kennung': 'C2', 'service': 'D9', 'kw': '4', 'wkt': ''}],
    HEADS: [{'Kennung': 'S1', 'node': 'n0', 'wkt': 'POINT (500000 5540000)'}],
    'drops': [{'id': 'D1', 'node': 'n3', 'pole': 'P1'}],
    'poles': [{'id': 'P1', 'wkt': 'POINT (500071 5540101)'}],
    'ends': [{'element': 'L1', 'one': 'n0', 'two': 'n1'}, {'element': 'L2', 'one': 'n2', 'two': 'n3'}, {'element': 'L3', 'one': 'n3', 'two': 'n5'}],
    'terminals': [{'element': e, 'seq': s, 'node': n} for e, s, n in
                  (('L1', '1', 'n0'), ('L1', '2', 'n1'), ('L2', '2', 'n3'), ('L2', '1', 'n2'), ('L3', '1', 'n3'), ('L3', '2', 'n5'))],
}
TYPES = {WIRES: 'MULTILINESTRING', GEAR: 'POINT', METERS: 'NONE', HEADS: 'POINT', 'drops': 'NONE', 'poles': 'POINT', 'ends': 'NONE', 'terminals': 'NONE'}
WIDE = ('from = Kennung -> ends.element -> one', 'to = Kennung -> ends.element -> two')
LONG = ("from = Kennung -> terminals.element[seq = '1'] -> node", "to = Kennung -> terminals.element[seq = '2'] -> node")


def where():
    out = subprocess.run(['gdaltransform', '-s_srs', 'EPSG:25832', '-t_srs', 'EPSG:4326', '-output_xy'], input='500070 5540100', capture_output=True, text=True, check=True).stdout
    return tuple(round(float(x), 5) for x in out.split()[:2])


def check(what, got, wanted):
    if got != wanted:
        failures.append(what)
        print(f'not ok: {what}: {got!r} instead of {wanted!r}')
    else:
        print(f'ok: {what}')


def profile(folder, ends, head=''):
    path = os.path.join(folder, 'profile.ini')
    with open(path, 'w', encoding='utf-8') as file:
        file.write(f'''[profile]
name = formats
{head}
[wires]
layer = {WIRES}
becomes = lines
id = Kennung
name = Straße
{ends[0]}
{ends[1]}
length = Länge
length.decimal = ,
[gear]
layer = {GEAR}
becomes = devices
id = Kennung
from = a
to = b
kind = type
kind.fuse = Süd-Sicherung
kind.disconnector = Trenner
normally-open = state
normally-open.yes = auf
[meters]
layer = {METERS}
becomes = customers
id = Kennung
node = service -> drops.id -> node
place = service -> drops.id -> pole -> poles.id
kw = kw
kw.decimal = ,
[heads]
layer = {HEADS}
becomes = sources
id = Kennung
node = node
''')
    return path


def write_csv(folder):
    os.makedirs(folder)
    for name, rows in TABLES.items():
        with open(os.path.join(folder, name + '.csv'), 'w', newline='', encoding='utf-8') as file:
            writer = csv.DictWriter(file, list(rows[0]))
            writer.writeheader()
            writer.writerows(rows)
        with open(os.path.join(folder, name + '.csvt'), 'w', encoding='utf-8') as file:
            file.write(','.join(['String'] * len(rows[0])))
    return folder


def convert(tables, driver, target, each=False, *more):
    """The CSV tables by ogr2ogr: into one source, or into a file for each layer."""
    made = False
    for name, kind in TYPES.items():
        path = os.path.join(target, name + each) if each else target
        place = ['-a_srs' if name != HEADS and driver != 'GeoJSON' else '-t_srs', 'EPSG:25832' if name != HEADS and driver != 'GeoJSON' else 'EPSG:4326',
                 *(['-s_srs', 'EPSG:25832'] if name == HEADS or driver == 'GeoJSON' else []),
                 '-oo', 'GEOM_POSSIBLE_NAMES=wkt', '-oo', 'KEEP_GEOM_COLUMNS=NO'] if kind != 'NONE' else []
        done = subprocess.run(['ogr2ogr', '-f', driver, *(['-update'] if made and not each else []), path, os.path.join(tables, name + '.csv'), '-nln', name, '-nlt', kind, *place, *more],
                              capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise RuntimeError(done.stderr)
        made = True
    return target


def compare(what, folder, source, ends, head=''):
    region = os.path.join(folder, 'region.gpkg')
    if os.path.exists(region):
        os.unlink(region)
    done = subprocess.run([program, 'grid', 'import', '--profile', profile(folder, ends, head), source, region], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        check(what + ': ' + done.stderr, False, True)
        return
    base = sqlite3.connect(f'file:{region}?mode=ro&immutable=1', uri=True)
    got = [sorted(base.execute(sql)) for sql in
           ('select id, coalesce(name, ""), from_node, to_node, round(coalesce(length_m, 0), 3), geom is not null from lines',
            'select id, kind, from_node, to_node, normally_open from devices', 'select id, node, kw, geom is not null from customers', 'select id, node from sources')]
    check(what, got, [[('L1', 'Bäckergäßle', 'n0', 'n1', 1234.5, 1), ('L2', '', 'n2', 'n3', 0.75, 1), ('L3', 'x', 'n3', 'n5', 0.0, 0)],
                      [('F1', 'fuse', 'n1', 'n2', 0), ('F2', 'disconnector', 'n3', 'n4', 1)],
                      [('C1', 'n3', 2.5, 1), ('C2', None, 4.0, 0)], [('S1', 'n0')]])
    check(what + ': what could not be joined is counted', all(words in done.stdout for words in ('without coordinates, placed by their nodes where those have a place: 1', 'does not have what is looked up in it: 2')), True)
    report = subprocess.run([program, 'grid', 'check', '--csv', region], capture_output=True, text=True, check=True).stdout.splitlines()
    # Places agree whatever the reference systems are: the open end of F2 is where F2 lies.
    lon, lat = next((float(r['lon']), float(r['lat'])) for r in csv.DictReader(report) if r['kind'] == 'dangling-end' and r['id'] == 'F2')
    check(what + ': places', (round(lon, 5), round(lat, 5)), WHERE)


def postgres(folder, tables):
    bins = sorted(glob.glob('/usr/lib/postgresql/*/bin/initdb'))
    if not bins or 'PostgreSQL -vector-' not in subprocess.run(['ogrinfo', '--formats'], capture_output=True, text=True, check=True).stdout:
        print('PostgreSQL is not installed: left out')
        return
    home, place = os.path.dirname(bins[-1]), os.path.join(folder, 'pg')
    user = 'postgres' if os.getuid() == 0 else None
    os.makedirs(place)
    if user is not None:
        os.chmod(folder, 0o755)
        shutil.chown(place, pwd.getpwnam(user).pw_name)

    def run(*command):
        return subprocess.run(command, user=user, capture_output=True, text=True, check=True, cwd='/', env={**os.environ, 'LC_ALL': 'C.UTF-8'})

    run(os.path.join(home, 'initdb'), '-D', place + '/data', '-A', 'trust', '-U', 'postgres', '-E', 'UTF8')
    run(os.path.join(home, 'pg_ctl'), '-D', place + '/data', '-w', '-l', place + '/log', '-o', f"-k {place} -c listen_addresses=''", 'start')
    try:
        name = f'PG:host={place} user=postgres dbname=postgres'
        spatial = subprocess.run([os.path.join(home, 'psql'), '-h', place, '-U', 'postgres', '-c', 'create extension postgis'], capture_output=True, check=False).returncode == 0
        convert(tables, 'PostgreSQL', name, False, '-lco', 'LAUNDER=NO', *([] if spatial else ['-lco', 'GEOM_TYPE=bytea']))
        compare('PostGIS' if spatial else 'PostgreSQL without PostGIS, places as bytea', folder, name, LONG, 'crs = EPSG:25832')
    finally:
        run(os.path.join(home, 'pg_ctl'), '-D', place + '/data', '-m', 'immediate', 'stop')


def main(folder):
    tables = write_csv(os.path.join(folder, 'tables'))
    formats = subprocess.run(['ogrinfo', '--formats'], capture_output=True, text=True, check=True).stdout
    compare('CSV with WKT', folder, tables, WIDE, 'crs = EPSG:25832\nopen-options = GEOM_POSSIBLE_NAMES=wkt')
    compare('GeoPackage', folder, convert(tables, 'GPKG', os.path.join(folder, 'utility.gpkg')), WIDE)
    if 'OpenFileGDB -vector- (rw' in formats:
        compare('FileGDB', folder, convert(tables, 'OpenFileGDB', os.path.join(folder, 'utility.gdb')), LONG)
    else:
        print('this GDAL does not write FileGDB: left out')
    os.makedirs(os.path.join(folder, 'json'))
    compare('a folder of GeoJSON', folder, convert(tables, 'GeoJSON', os.path.join(folder, 'json'), '.geojson'), LONG)
    os.makedirs(os.path.join(folder, 'shape'))
    convert(tables, 'ESRI Shapefile', os.path.join(folder, 'shape'), '.shp', '-lco', 'ENCODING=ISO-8859-1')
    for path in glob.glob(os.path.join(folder, 'shape', '*.cpg')):
        os.unlink(path)
    compare('shapefiles in Latin-1 that do not say so', folder, os.path.join(folder, 'shape'), WIDE, 'open-options = ENCODING=ISO-8859-1')
    postgres(folder, tables)


if shutil.which('ogr2ogr') is None:
    print('ogr2ogr is not here: skipped')
    sys.exit(77)
WHERE = where()
with tempfile.TemporaryDirectory(prefix='lamp-formats-') as work:
    main(work)
print(f'{len(failures)} failed')
sys.exit(1 if failures else 0)
