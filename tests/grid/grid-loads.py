#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""`grid loads --csv` for every device of the shared grids and the demo city, against another method: the dominator tree of
a graph in which every element is a vertex between its two nodes. What an element alone can cut off is what it dominates.
The graph comes from the sources' own tables, not from what we made of them. For some devices it is also tried: the element
is taken away and what is still connected counted."""
import collections
import csv
import io
import json
import os
import random
import sqlite3
import subprocess
import sys
import tempfile

import networkx

program, profiles, shared = sys.argv[1:4]
GRIDS = {'smartds': 'greensboro/three-substations.gpkg', 'ieee9500': 'ieee9500/ieee9500.gpkg'}
N_TRIED = 6
failures = []


def check(what, got, wanted):
    if got != wanted:
        failures.append(what)
        print(f'not ok: {what}: {got!r} instead of {wanted!r}')
    else:
        print(f'ok: {what}')


class Grid:
    """elements: (id, node, node, closed, is a transformer, is a device); customers: (node, kw); sites: id → nodes."""

    def __init__(self, elements, customers, sites, sources):
        self.elements, self.customers, self.named_sites, self.sites = elements, customers, sites, list(sites.values())
        self.graph = networkx.Graph()
        for source in sources:
            self.graph.add_edge('root', ('n', source))
        for i, (_, a, b, closed, _, _) in enumerate(elements):
            if closed and a and b and a != b:
                self.graph.add_edge(('e', i), ('n', a))
                self.graph.add_edge(('e', i), ('n', b))
        self.graph.add_node('root')

    def count(self, is_dead, live, without):
        """What is dead of what was live, the way the columns say it."""
        lost = [kw for node, kw in self.customers if ('n', node) in live and is_dead(('n', node))]
        transformers = 0
        for i, (_, a, b, _, transformer, _) in enumerate(self.elements):
            ends = [('n', n) for n in (a, b) if n and ('n', n) in live]
            transformers += transformer and bool(ends) and (any if i == without else all)(is_dead(n) for n in ends)
        sites = 0
        for nodes in self.sites:
            points = [('n', n) for n in nodes if ('n', n) in live]
            sites += bool(points) and all(is_dead(n) for n in points)
        return len(lost), transformers, sites, round(sum(lost), 2)

    def by_dominators(self):
        """One pass: everything is put at the lowest vertex that dominates all of it; then sums go up the tree."""
        idom = networkx.immediate_dominators(self.graph.to_directed(), 'root')
        depth = {'root': 0}
        for vertex in idom:
            way = []
            while vertex not in depth:
                way.append(vertex)
                vertex = idom[vertex]
            for at in reversed(way):
                depth[at] = depth[idom[at]] + 1

        def common(vertices):
            vertices = [v for v in vertices if v in depth]
            while len(set(vertices)) > 1:
                deepest = max(vertices, key=lambda v: depth[v])
                vertices = [idom[v] if v == deepest else v for v in vertices]
            return vertices[0] if vertices else None

        sums = collections.defaultdict(lambda: [0, 0, 0, 0.0])
        for node, kw in self.customers:
            if ('n', node) in depth:
                sums[('n', node)][0] += 1
                sums[('n', node)][3] += kw
        for _, a, b, _, transformer, _ in self.elements:
            at = common([('n', a), ('n', b)]) if transformer else None
            if at is not None:
                sums[at][1] += 1
        for nodes in self.sites:
            at = common([('n', n) for n in nodes])
            if at is not None:
                sums[at][2] += 1
        for vertex in sorted(depth, key=lambda v: -depth[v]):
            if vertex != 'root':
                own, above = sums[vertex], sums[idom[vertex]]
                for i in range(4):
                    above[i] += own[i]
        last = set(idom.values())
        itself = [bool(e[4]) and ('e', i) in last for i, e in enumerate(self.elements)]
        return {i: (sums[('e', i)][0], sums[('e', i)][1] + itself[i], sums[('e', i)][2], round(sums[('e', i)][3], 2))
                for i, e in enumerate(self.elements) if e[5]}

    def exposed(self):
        """Site → the elements that dominate all its live supply points."""
        idom = networkx.immediate_dominators(self.graph.to_directed(), 'root')
        found = {}
        for site, nodes in self.named_sites.items():
            ways = []
            for vertex in (('n', n) for n in nodes):
                way = []
                while vertex in idom and vertex != 'root':
                    vertex = idom[vertex]
                    way.append(vertex)
                if way:
                    ways.append(way)
            common = [v for v in ways[0] if all(v in way for way in ways)] if ways else []
            elements = [self.elements[v[1]][0] for v in common if v[0] == 'e']
            if elements:
                found[site] = elements
        return found

    def by_trying(self, element):
        live = networkx.node_connected_component(self.graph, 'root')
        graph = networkx.restricted_view(self.graph, [('e', element)] if ('e', element) in self.graph else [], [])
        left = networkx.node_connected_component(graph, 'root')
        return self.count(lambda v: v not in left, live, element)


def read_source(path):
    base = sqlite3.connect(f'file:{path}?mode=ro&immutable=1', uri=True)
    elements = [(i, a, b, True, False, False) for i, a, b in base.execute('select id, bus1, bus2 from conductors')]
    elements += [(i, a, b, state != 'open', False, True) for i, a, b, state in base.execute('select id, bus1, bus2, normal_state from switches')]
    for i, a, b in base.execute('select id, bus_hv, bus_lv from transformers'):
        regulator = 'ieee9500' in path and (i.startswith('feeder_reg') or i.startswith('vreg'))
        elements.append((i, a, b, True, not regulator, True))
    return Grid(elements, base.execute('select bus, kw from customers').fetchall(), {}, [bus for bus, in base.execute('select bus from sources')])


def read_region(path):
    base = sqlite3.connect(f'file:{path}?mode=ro&immutable=1', uri=True)
    rows = [(*row, False, False) for row in base.execute('select id, from_node, to_node, ifnull(normally_open, 0) = 0 from lines')]
    rows += [(*row, False, True) for row in base.execute('select id, from_node, to_node, ifnull(normally_open, 0) = 0 from devices')]
    rows += [(*row, True) for row in base.execute("select id, from_node, to_node, ifnull(normally_open, 0) = 0, kind = 'transformer' from transformers")]
    sites = collections.defaultdict(list)
    for site, node in base.execute('select site, node from supply_points'):
        sites[site].append(node)
    return Grid(rows, base.execute('select node, ifnull(kw, 0) from customers').fetchall(), sites, [n for n, in base.execute('select node from sources')])


def check_grid(name, region, grid):
    run = subprocess.run([program, 'grid', 'loads', region, '--csv'], capture_output=True, text=True, timeout=120, check=False)
    check(f'{name}: runs', (run.returncode, run.stderr), (0, ''))
    rows = list(csv.DictReader(io.StringIO(run.stdout)))
    check(f'{name}: columns', list(rows[0])[:7], ['id', 'kind', 'normal_state', 'customers', 'transformers', 'sites', 'kw'])
    got = collections.defaultdict(list)
    for row in rows:
        got[row['id']].append((row['normal_state'], int(row['customers']), int(row['transformers']), int(row['sites']), round(float(row['kw']), 2)))
    wanted = grid.by_dominators()
    names = collections.Counter(grid.elements[i][0] for i in wanted)
    check(f'{name}: every device is there once', {i: len(r) for i, r in got.items()}, dict(names))
    wrong = []
    for i, (customers, transformers, sites, kw) in wanted.items():
        element = grid.elements[i]
        near = [row for row in got[element[0]] if row[:4] == ('closed' if element[3] else 'open', customers, transformers, sites) and abs(row[4] - kw) <= 1e-6 * kw + 0.02]
        if not near:
            wrong.append((element[0], got[element[0]], wanted[i]))
    check(f'{name}: {len(wanted)} devices by dominators', wrong[:5], [])
    loaded = [i for i in wanted if wanted[i][0] > 0]
    print(f'# {name}: {len(loaded)} devices carry customers, at most {max(wanted[i][0] for i in wanted)}')
    check(f'{name}: some carry some', len(loaded) > 10, True)
    for i in random.Random(4).sample(sorted(wanted), min(N_TRIED, len(wanted))):
        tried = grid.by_trying(i)
        if tried[:3] != wanted[i][:3] or abs(tried[3] - wanted[i][3]) > 0.05:
            check(f'{name}: {grid.elements[i][0]} tried', tried, wanted[i])


def ask(*arguments):
    return subprocess.run([program, 'grid', *arguments], capture_output=True, text=True, timeout=120, check=False)


def check_questions(region, grid):
    """The other three, by what can be known of them from outside."""
    run = ask('exposure', region, '--json')
    found = {site['id']: site['elements'] for site in json.loads(run.stdout)['sites']}
    check('city: exposure', found, grid.exposed())
    device = next(row['id'] for row in csv.DictReader(io.StringIO(ask('loads', region, '--csv').stdout)) if row['kind'] == 'fuse' and int(row['customers']) > 3)
    carries = next(d for d in json.loads(ask('loads', region, '--json').stdout)['devices'] if d['id'] == device)
    down = json.loads(ask('trace', region, device, '--down', '--json').stdout)
    check('city: trace down is what it carries', [down[k] for k in ('customers', 'transformers', 'kw')], [carries[k] for k in ('customers', 'transformers', 'kw')])
    up = json.loads(ask('trace', region, device, '--up', '--json').stdout)['elements']
    check('city: to the head of the way up is the way up', json.loads(ask('trace', region, device, '--to', up[-1], '--json').stdout)['elements'], up)
    opened = json.loads(ask('trace', region, down['elements'][-1], '--up', '--open', device, '--json').stdout)
    check('city: behind an open fuse nothing feeds', opened['elements'], [down['elements'][-1]])
    plan = json.loads(ask('isolate', region, down['elements'][1], '--json').stdout)
    check('city: isolated by the fuse first', (plan['clears'], plan['steps'][0]['action'], plan['steps'][0]['id']), (device, 'open', device))
    for way in ('loads', 'exposure'):
        check(f'{way}: for people', (ask(way, region).returncode, ask(way, region).stdout.count('\n') > 3), (0, True))
    for arguments, code in ((['trace', region, 'nobody', '--up'], 1), (['isolate', region, 'nobody'], 1), (['loads', '/nowhere.gpkg'], 1),
                            (['loads'], 2), (['trace', region, device], 2), (['trace', region, device, '--up', '--down'], 2), (['exposure', region, '--csv', '--json'], 2)):
        run = ask(*arguments)
        check(f'refused: {arguments[0]} {code}', (run.returncode, run.stdout, run.stderr.count('\n')), (code, '', 1))


def main():
    sources = {profile: os.path.join(shared, name) for profile, name in GRIDS.items()}
    os.environ['LC_ALL'] = 'C.UTF-8'
    with tempfile.TemporaryDirectory(prefix='lamp-loads-') as folder:
        city = os.path.join(folder, 'city.gpkg')
        subprocess.run([program, 'city', city], check=True, capture_output=True, timeout=120)
        grid = read_region(city)
        check_grid('city', city, grid)
        check_questions(city, grid)
        for profile, source in sources.items():
            if not os.path.exists(source):
                print(f'# skipped: the shared data are not here ({source})')
                continue
            region = os.path.join(folder, profile + '.gpkg')
            subprocess.run([program, 'grid', 'import', '--profile', os.path.join(profiles, profile + '.ini'), source, region], check=True, capture_output=True, timeout=120)
            check_grid(profile, region, read_source(source))
    print(f'{len(failures)} failed')
    return 1 if failures else 0


sys.exit(main())
