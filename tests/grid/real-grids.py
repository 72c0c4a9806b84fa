#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The real grids by command line: what ogrinfo counts in the source is what `grid check` counts in the region, and what
it finds dirty is what union–find over the source's own tables finds. Then what may be wrong, one line a case."""
import collections
import csv
import hashlib
import json
import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile

program, profiles, shared = sys.argv[1:4]
GRIDS = {'smartds': 'greensboro/three-substations.gpkg', 'ieee9500': 'ieee9500/ieee9500.gpkg'}
BECOMES = {'lines': 'conductors', 'switches': 'switches', 'transformers': 'transformers', 'customers': 'customers', 'sources': 'sources'}
failures = []


def check(what, got, wanted):
    if got != wanted:
        failures.append(what)
        print(f'not ok: {what}: {got!r} instead of {wanted!r}')
    else:
        print(f'ok: {what}')


def grid(*arguments):
    return subprocess.run([program, 'grid', *arguments], capture_output=True, text=True, timeout=120, check=False)


def count_by_ogrinfo(path):
    out = subprocess.run(['ogrinfo', '-ro', '-al', '-so', path], capture_output=True, text=True, check=True).stdout
    return {name: int(n) for name, n in re.findall(r'^Layer name: ([^\n]*)$.*?^Feature Count: (\d+)$', out, re.M | re.S)}


class Joined:
    def __init__(self):
        self.of = {}

    def find(self, node):
        self.of.setdefault(node, node)
        while self.of[node] != node:
            self.of[node] = self.of[self.of[node]]
            node = self.of[node]
        return node

    def join(self, a, b):
        self.of[self.find(a)] = self.find(b)


def dirt(path):
    """What is dirty in a source with these layers, worked out without any of our code."""
    base = sqlite3.connect(f'file:{path}?mode=ro&immutable=1', uri=True)
    ends = [(i, a, b, placed, True, 'conductors') for i, a, b, placed in base.execute('select id, bus1, bus2, geom is not null from conductors')]
    ends += [(i, a, b, placed, state != 'open', 'switches') for i, a, b, state, placed in base.execute('select id, bus1, bus2, normal_state, geom is not null from switches')]
    ends += [(i, a, b, placed, True, 'transformers') for i, a, b, placed in base.execute('select id, bus_hv, bus_lv, geom is not null from transformers')]
    customers = base.execute('select id, bus from customers').fetchall()
    sources = {bus for bus, in base.execute('select bus from sources')}

    everything, closed, degree = Joined(), Joined(), collections.Counter()
    for _, a, b, _, conducts, _ in ends:
        everything.join(a, b)
        if conducts:
            closed.join(a, b)
        degree.update({a, b})
    could = {everything.find(s) for s in sources}
    does = {closed.find(s) for s in sources}
    islands = collections.Counter(everything.find(a) for _, a, _, _, _, _ in ends if everything.find(a) not in could)
    dead = collections.Counter(closed.find(a) for _, a, _, _, conducts, _ in ends if conducts and everything.find(a) in could and closed.find(a) not in does)
    at = {bus for _, bus in customers} | sources
    # A bus has a place where something drawn ends.
    placed = {n for _, a, b, has, _, _ in ends if has for n in (a, b)} | at
    bare = [(i, a in placed and b in placed) for i, a, b, has, _, layer in ends if not has and layer == 'conductors']
    fed_pairs = {frozenset((a, b)) for _, a, b, _, conducts, _ in ends if conducts and a != b and closed.find(a) in does}
    fed_nodes = {n for pair in fed_pairs for n in pair} | sources
    return {
        'island': (len(islands), sum(islands.values())),
        'dead-part': (len(dead), sum(dead.values())),
        'unfed-customer': (sum(closed.find(bus) not in does for _, bus in customers), 0),
        'unknown-node': (sum(degree[bus] == 0 for _, bus in customers) + sum(degree[bus] == 0 for bus in sources), 0),
        'dangling-end': (sum((degree[n] == 1 and n not in at) for _, a, b, _, _, _ in ends for n in {a, b}), 0),
        'missing-coordinates': (sum(both for _, both in bare), 0),
        'unplaced': (sum(not both for _, both in bare), 0),
        'duplicate-id': (len(ends) - len({e[0] for e in ends}) + len(customers) - len({c[0] for c in customers}), 0),
        'rings': (len(fed_pairs) - (len(fed_nodes) - len(sources)), 0),
    }


def check_grid(profile, source, folder):
    region = os.path.join(folder, profile + '.gpkg')
    done = grid('import', '--profile', os.path.join(profiles, profile + '.ini'), source, region)
    check(f'{profile} is imported', (done.returncode, done.stderr.count('lamplighterd:')), (0, 0))
    counted = count_by_ogrinfo(source)
    wanted = {ours: counted[theirs] for ours, theirs in BECOMES.items()} | {'sites': counted.get('sites', 0)}
    found = json.loads(grid('check', region, '--json').stdout)
    check(f'{profile} is counted as by ogrinfo', found['counts'], wanted)
    written = count_by_ogrinfo(region)
    check(f'{profile} has what was counted', {k: written[{'switches': 'devices'}.get(k, k)] for k in wanted}, wanted)

    problems = {p['kind']: p for p in found['problems']}
    for kind, (count, elements) in dirt(source).items():
        if kind == 'rings':
            got = sum(problems.get(k, {'count': 0})['count'] for k in ('loop', 'sources-joined'))
            check(f'{profile}: rings', got, count)
            continue
        got = problems.get(kind, {'count': 0})
        check(f'{profile}: {kind}', (got['count'], got.get('elements', 0)), (count, elements))
    check(f'{profile}: problems have ids', [p['kind'] for p in found['problems'] if len(p['ids']) != p['count']], [])
    rows = list(csv.DictReader(grid('check', region, '--csv').stdout.splitlines()))
    check(f'{profile}: a row for each of them', {p['kind']: sorted(p['ids']) for p in found['problems']},
          {kind: sorted(r['id'] for r in rows if r['kind'] == kind) for kind in {r['kind'] for r in rows}})
    check(f'{profile}: what is drawn has a place', [r['id'] for r in rows if r['kind'] in ('missing-coordinates', 'zero-length') and not (r['lon'] and r['lat'])], [])
    with open(region, 'rb') as file:
        check(f'{profile}: the hash', found['hash'], hashlib.sha256(file.read()).hexdigest())
    text = grid('check', region).stdout
    check(f'{profile}: for people', [str(n) in text for n in wanted.values()] + [kind in text for kind in problems], [True] * (6 + len(problems)))
    return region


def check_bad(folder, source, region):
    with open(region, 'rb') as file:
        old = file.read()
    rubbish, cut, hurt = (os.path.join(folder, name) for name in ('rubbish.gpkg', 'cut.gpkg', 'hurt.gpkg'))
    with open(rubbish, 'w', encoding='ascii') as file:
        file.write('Dear Sir or Madam\n' * 50)
    with open(source, 'rb') as file:
        bytes_ = file.read()
    with open(cut, 'wb') as file:
        file.write(bytes_[:len(bytes_) // 2])
    half = len(bytes_) // 2 // 4096 * 4096
    with open(hurt, 'wb') as file:  # as long as it should be, and garbage in the middle
        file.write(bytes_[:half] + b'x' * 4096 * 40 + bytes_[half + 4096 * 40:])
    shapes = os.path.join(folder, 'shapes')  # a folder of shapefiles, one of them cut off
    subprocess.run(['ogr2ogr', '-f', 'ESRI Shapefile', shapes, source], capture_output=True, check=True)
    os.truncate(os.path.join(shapes, 'conductors.shp'), 30000)
    good = os.path.join(profiles, 'ieee9500.ini')
    with open(good, encoding='utf-8') as file:
        text = file.read()
    wrong = {'layer': ('layer = switches', 'layer = gear'), 'field': ('to = bus2', 'to = bus3'), 'key': ('id = id', 'ident = id'), 'kind': ('recloser = recloser', 'recloser = RC'), 'shapes': ('normal_state', 'normal_sta')}
    paths = {}
    for name, (old_text, new_text) in wrong.items():
        paths[name] = os.path.join(folder, name + '.ini')
        with open(paths[name], 'w', encoding='utf-8') as file:
            file.write(text.replace(old_text, new_text))

    cases = [  # profile, source, words of the sentence
        (good, '/nowhere.gpkg', ['/nowhere.gpkg', 'check the path']),
        (good, rubbish, [rubbish, 'no vector data']),
        (good, cut, [cut, 'cut off', 'fresh copy']),
        (good, hurt, [hurt, 'fresh copy']),
        (paths['shapes'], shapes, ['conductors', shapes, 'cut off']),
        (good, region, ['is the source itself']),
        ('/nowhere.ini', source, ['/nowhere.ini', 'no import profile']),
        (rubbish, source, [rubbish, 'cannot be read']),
        (paths['layer'], source, ['“gear”', '“switches”', '“conductors”', '“transformers”', '“customers”', '“sources”']),
        (paths['field'], source, ['“bus3”', '“bus2”']),
        (paths['key'], source, ['“ident”']),
        (paths['kind'], source, ['“recloser”', 'kind.']),
    ]
    for profile, from_, words in cases:
        done = grid('import', '--profile', profile, from_, region)
        sentences = [line for line in done.stderr.splitlines() if not re.match(r' *\d+ % ', line)]
        check(f'refused: {words[-1]}', (done.returncode, done.stdout, len(sentences)), (1, '', 1))
        check(f'and why: {words[-1]}', [word for word in words if word not in ''.join(sentences)], [])
        with open(region, 'rb') as file:
            check(f'and nothing touched: {words[-1]}', file.read() == old, True)
    for arguments, words in ((['check', rubbish], rubbish), (['check', '/nowhere.gpkg', '--json'], '/nowhere.gpkg')):
        done = grid(*arguments)
        check(f'refused: {arguments}', (done.returncode, done.stdout, done.stderr.count('\n'), words in done.stderr), (1, '', 1, True))
    for arguments in ([], ['dance'], ['import'], ['import', '--profile', good, source], ['check'], ['check', '--dance', region]):
        done = grid(*arguments)
        check(f'wrong usage: {arguments}', (done.returncode, done.stdout, done.stderr.count('\n')), (2, '', 1))
    check('no file is left beside', sorted(n for n in os.listdir(folder) if n.startswith('.')), [])


def check_stopped(folder, source, region):
    """Stopped in the middle; should it be done before the signal comes, it is done whole."""
    with open(region, 'rb') as file:
        old = file.read()
    with subprocess.Popen([program, 'grid', 'import', '--profile', os.path.join(profiles, 'smartds.ini'), source, region], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True) as run:
        run.stderr.readline()
        run.send_signal(signal.SIGINT)
        said = run.stderr.read()
    with open(region, 'rb') as file:
        now = file.read()
    if run.returncode == 1:
        check('stopped: said so, and the old region stands', ('stopped' in said, now == old), (True, True))
    else:
        counts = json.loads(grid('check', region, '--json').stdout)['counts']
        check('not stopped in time: whole', (run.returncode, counts['lines']), (0, count_by_ogrinfo(source)['conductors']))
    check('no file is left beside after that', sorted(n for n in os.listdir(folder) if n.startswith('.')), [])


def main():
    sources = {profile: os.path.join(shared, name) for profile, name in GRIDS.items()}
    for path in sources.values():
        if not os.path.exists(path):
            print(f'skipped: the shared data are not here ({path})')
            return 77
    if shutil.which('ogrinfo') is None:
        print('skipped: ogrinfo is not here (package gdal-bin)')
        return 77
    os.environ['LC_ALL'] = 'C.UTF-8'
    with tempfile.TemporaryDirectory(prefix='lamp-grid-') as folder:
        regions = {profile: check_grid(profile, path, folder) for profile, path in sources.items()}
        check_bad(folder, sources['ieee9500'], regions['ieee9500'])
        check_stopped(folder, sources['smartds'], regions['ieee9500'])
    print(f'{len(failures)} failed')
    return 1 if failures else 0


sys.exit(main())
