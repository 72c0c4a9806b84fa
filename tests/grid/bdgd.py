#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A small distributor as BDGD has it, with all that is awkward in real ones, made as FileGDB and imported with the shipped
profile. Who hangs behind which switch is worked out twice with networkx: from what was put in, and from the region that
came out. Where this GDAL cannot write FileGDB, the same tables go into a GeoPackage."""
import csv
import json
import os
import random
import shutil
import sqlite3
import subprocess
import sys
import tempfile

import networkx

failures = []
POLE = (-46.0, -23.0)


def check(what, got, wanted):
    if got != wanted:
        failures.append(what)
        print(f'not ok: {what}: {got!r} instead of {wanted!r}')
    else:
        print(f'ok: {what}')


class Utility:
    """Tables as lists of rows, and beside them what is true: edges between nodes, and where each customer hangs."""

    def __init__(self, seed):
        self.random = random.Random(seed)
        self.tables = {name: [] for name in ('SSDMT', 'SSDBT', 'RAMLIG', 'UNSEMT', 'UNTRMT', 'UNREMT', 'CTMT', 'SUB', 'PONNOT', 'UCBT_tab', 'UCMT_tab')}
        self.edges = []      # id in the region, node, node, closed
        self.customers = {}  # id → node
        self.heads = set()
        self.n = 0

    def new(self, stem):
        self.n += 1
        return f'{stem}{self.n}'

    def pole(self):
        at = (POLE[0] + self.random.random() / 10, POLE[1] + self.random.random() / 10)
        name = self.new('P')
        self.tables['PONNOT'].append({'COD_ID': name, 'WKT': f'POINT ({at[0]} {at[1]})'})
        return name, at

    def join(self, element, a, b, closed=True):
        self.edges.append((element, a.lower(), b.lower(), closed))

    def segment(self, table, feeder, a, b, start, end, **more):
        name = self.new('S')
        row = {'COD_ID': name, 'PAC_1': a, 'PAC_2': b, 'CTMT': feeder, 'FAS_CON': 'ABCN' if table == 'SSDBT' else 'ABC', 'TIP_INST': 'RD_AER_URB',
               'COMP': '12.5', 'WKT': f'MULTILINESTRING ((({start[0]} {start[1]},{end[0]} {end[1]}))'.replace('(((', '((')}
        row.update(more)
        self.tables[table].append(row)
        self.join(f'{table}-{name}', a, b)
        return name

    def switch(self, feeder, a, b, at, kind, state='F', **more):
        name = more.pop('name', None) or self.new('CH')
        row = {'COD_ID': name, 'PAC_1': a, 'PAC_2': b, 'CTMT': feeder, 'FAS_CON': 'ABC', 'TIP_UNID': kind, 'P_N_OPE': state, 'TLCD': '0', 'SIT_ATIV': 'AT',
               'WKT': f'POINT ({at[0]} {at[1]})'}
        row.update(more)
        self.tables['UNSEMT'].append(row)
        if row['SIT_ATIV'].strip() != 'DS':
            self.join(f'UNSEMT-{name}', a, b, state != 'A')
        return name

    def drop(self, feeder, transformer, a, pole):
        name, b = self.new('R'), self.new('UC')
        self.tables['RAMLIG'].append({'COD_ID': name, 'PAC_1': a, 'PAC_2': b, 'CTMT': feeder, 'UNI_TR_MT': transformer, 'FAS_CON': 'AN', 'PN_CON_1': pole, 'PN_CON_2': ' ', 'COMP': '15'})
        self.join(f'RAMLIG-{name}', a, b)
        return name, b

    def customer(self, feeder, transformer, node, drop, pole, **more):
        name = self.new('C')
        row = {'COD_ID': name, 'PAC': node, 'RAMAL': drop, 'PN_CON': pole, 'UNI_TR_MT': transformer, 'CTMT': feeder, 'SIT_ATIV': 'AT', 'CAR_INST': '3.5'}
        row.update(more)
        self.tables['UCBT_tab'].append(row)
        if row['SIT_ATIV'] != 'DS':
            self.customers[name] = node.lower()
        return row

    def transformer(self, feeder, high, at, pole, third='0'):
        name, low = self.new('T'), self.new('BT')
        self.tables['UNTRMT'].append({'COD_ID': name, 'PAC_1': high, 'PAC_2': low, 'PAC_3': third, 'CTMT': feeder, 'FAS_CON_P': 'ABC', 'POT_NOM': '75', 'SIT_ATIV': 'AT',
                                      'WKT': f'POINT ({at[0]} {at[1]})'})
        self.join(f'UNTRMT-{name}', high, low)
        if third != '0':
            self.join(f'UNTRMT3-{name}', high, third)
        return name, low, pole

    def feeder(self, code, name, head, length):
        self.tables['CTMT'].append({'COD_ID': code, 'NOME': name, 'PAC_INI': head, 'SUB': 'SE1', 'TEN_NOM': '49'})
        return self.trunk(code, head, length)

    def trunk(self, code, head, length):
        pole, here = self.pole()
        start, nodes = head, []
        for i in range(length):
            pole, there = self.pole()
            node = self.new('MT')
            if i % 3 == 0:
                between = self.new('MT')
                self.switch(code, start, between, here, self.random.choice(['29', '32', '22', '19', '35', '16']))
                start = between
            self.segment('SSDMT', code, start, node, here, there)
            transformer, low, _ = self.transformer(code, node, there, pole)
            self.low(code, transformer, low, there, pole)
            start, here = node, there
            nodes.append((node, there))
        return nodes

    def low(self, code, transformer, low, at, pole):
        pole_2, end = self.pole()
        node = self.new('BT')
        self.segment('SSDBT', code, low, node, at, end)
        for _ in range(self.random.randrange(1, 4)):
            drop, far = self.drop(code, transformer, node, pole_2)
            self.customer(code, transformer, far, drop, pole_2)


def make():
    utility = Utility(7)
    tables = utility.tables
    tables['SUB'].append({'COD_ID': 'SE1', 'NOME': 'SE São João', 'WKT': 'MULTIPOLYGON (((-46 -23,-45.99 -23,-45.99 -22.99,-46 -22.99,-46 -23)))'})
    first = utility.feeder('F1', 'AL SÃO JOÃO', 'BARRA', 6)
    second = utility.feeder('F2', 'AL NORTE', 'BARRA', 6)  # the same head node
    utility.heads = {'barra'}
    # A head no element has: the feeder begins at its breaker.
    tables['CTMT'].append({'COD_ID': 'F3', 'NOME': 'AL GHOST', 'PAC_INI': 'NOWHERE', 'SUB': 'SE1', 'TEN_NOM': '49'})
    utility.switch('F3', 'GH_BUS', 'GH_1', (-45.95, -22.95), '29 ', 'F  ')  # blanks do not count, in filters neither
    utility.trunk('F3', 'GH_1', 3)
    utility.heads.add('gh_bus')

    # An open tie; one of an unknown kind; one without phases; one that says no state; one out of use; blanks behind.
    utility.switch('F1', first[-1][0], second[-1][0], first[-1][1], '19', 'A')
    a, b, c, d = (utility.new('MT') for _ in range(4))
    at = first[2][1]
    utility.switch('F1', first[2][0], a, at, '99')
    utility.switch('F1', a, b + '   ', at, '22', FAS_CON='')
    utility.switch('F1', b, c, at, '22', '')
    utility.switch('F1', first[2][0], c, at, '22', SIT_ATIV='DS ')
    utility.edges = [(i, x.strip(), y.strip(), s) for i, x, y, s in utility.edges]
    # Written in other letters, without a geometry, in two parts, with heights, underground, and an id a switch has too.
    utility.segment('SSDMT', 'F1', c.lower(), d, at, at, WKT='')
    e = utility.new('MT')
    name = utility.segment('SSDMT', 'F1', d, e, at, at, TIP_INST='RD_SUBT_URB', WKT='MULTILINESTRING Z ((-45.98 -22.98 700,-45.981 -22.98 700),(-45.981 -22.98 700,-45.982 -22.981 701))')
    f = utility.new('MT')
    utility.switch('F1', e, f, (-45.982, -22.981), '22', name=name)
    regulated = utility.new('MT')
    tables['UNREMT'].append({'COD_ID': 'REG1', 'PAC_1': f, 'PAC_2': regulated, 'CTMT': 'F1', 'FAS_CON': 'ABC', 'SIT_ATIV': 'AT', 'WKT': 'POINT (-45.983 -22.981)'})
    utility.join('UNREMT-REG1', f, regulated)
    pole, there = utility.pole()
    transformer, low, _ = utility.transformer('F1', regulated, there, pole, third='BT3X')
    utility.low('F1', transformer, low, there, pole)
    utility.segment('SSDBT', 'F1', 'BT3X', 'BT3Y', there, (there[0] + 0.001, there[1]))
    drop, far = utility.drop('F1', transformer, 'BT3Y', pole)
    utility.customer('F1', transformer, far, drop, 'NO POLE')  # its drop has one
    # A PAC no element has: by its drop; by its transformer; by nothing. And one that has left.
    row = utility.customer('F1', transformer, far, drop, pole)
    row['PAC'] = 'LOST1'
    row = utility.customer('F1', transformer, low, 'NO DROP', pole)
    row['PAC'] = 'LOST2'
    utility.customer('F1', 'NO TRANSFORMER', 'LOST3', 'NO DROP', 'NO POLE')
    utility.customer('F1', transformer, far, drop, pole, SIT_ATIV='DS')
    # Behind an open switch only: an island that a closing could feed, and one nothing can.
    g, h = utility.new('MT'), utility.new('MT')
    utility.switch('F2', second[0][0], g, second[0][1], '32', 'A')
    utility.segment('SSDMT', 'F2', g, h, second[0][1], second[1][1])
    utility.segment('SSDMT', 'F2', 'ISLAND1', 'ISLAND2', second[0][1], second[1][1])
    tables['UCMT_tab'].append({'COD_ID': 'UCMT1', 'PAC': h, 'CTMT': 'F2', 'PN_CON': pole, 'SIT_ATIV': 'AT', 'CAR_INST': '300'})
    utility.customers['UCMT1'] = h.lower()
    return utility


TYPES = {'SSDMT': 'MULTILINESTRINGZ', 'SSDBT': 'MULTILINESTRING', 'UNSEMT': 'POINT', 'UNTRMT': 'POINT', 'UNREMT': 'POINT', 'PONNOT': 'POINT', 'SUB': 'MULTIPOLYGON'}


def write(utility, folder, geopackage=False, codes='String'):
    formats = subprocess.run(['ogrinfo', '--formats'], capture_output=True, text=True, check=True).stdout
    driver, path = ('OpenFileGDB', os.path.join(folder, 'utility.gdb')) if 'OpenFileGDB -vector- (rw' in formats and not geopackage else ('GPKG', os.path.join(folder, 'utility.gpkg'))
    for name, rows in utility.tables.items():
        table = os.path.join(folder, name + '.csv')
        columns = list(dict.fromkeys(key for row in rows for key in row))
        with open(table, 'w', newline='', encoding='utf-8') as file:
            writer = csv.DictWriter(file, columns)
            writer.writeheader()
            # A number has no blanks behind it: newer GDAL takes none for one then.
            writer.writerows(rows if codes == 'String' else [{**row, 'TIP_UNID': row['TIP_UNID'].strip()} if 'TIP_UNID' in row else row for row in rows])
        with open(table + 't', 'w', encoding='utf-8') as file:
            file.write(','.join({'COMP': 'Real', 'POT_NOM': 'Real', 'CAR_INST': 'Real', 'TLCD': 'Integer', 'TIP_UNID': codes}.get(c, 'String') for c in columns))
        place = ['-a_srs', 'EPSG:4674', '-nlt', TYPES[name], '-oo', 'GEOM_POSSIBLE_NAMES=WKT', '-oo', 'KEEP_GEOM_COLUMNS=NO'] if name in TYPES else ['-nlt', 'NONE']
        subprocess.run(['ogr2ogr', '-f', driver, *(['-update'] if os.path.exists(path) else []), path, table, '-nln', name, *place, *(['-lco', 'SPATIAL_INDEX=NO'] if geopackage else [])], check=True, capture_output=True)
    return path


def behind(edges, heads, customers):
    """For every edge in a tree: who loses supply when it alone opens. From nothing but the graph."""
    graph = networkx.MultiGraph()
    graph.add_nodes_from(heads)
    graph.add_edges_from((a, b, i) for i, a, b, closed in edges if closed and a and b)
    at = {}
    for customer, node in customers.items():
        at.setdefault(node, set()).add(customer)

    def fed():
        reached = set().union(*(networkx.node_connected_component(graph, head) for head in heads))
        return {customer for node in reached for customer in at.get(node, ())}

    everybody, lost = fed(), {}
    for i, a, b, closed in edges:
        if closed and a and b:
            graph.remove_edge(a, b, i)
            lost[i] = everybody - fed()
            graph.add_edge(a, b, i)
    return everybody, lost


def main(folder, codes, program, profile):
    utility = make()
    source = write(utility, folder, codes=codes)
    print('source:', os.path.basename(source))
    region, report = os.path.join(folder, 'region.gpkg'), os.path.join(folder, 'report.csv')
    done = subprocess.run([program, 'grid', 'import', '--profile', profile, '--report', report, source, region], capture_output=True, text=True, check=False)
    print(done.stdout, done.stderr)
    check('imported', done.returncode, 0)
    if done.returncode != 0:
        return

    counts = json.loads(subprocess.run([program, 'grid', 'check', '--json', region], capture_output=True, text=True, check=True).stdout)
    rows = {name: len([r for r in table if r.get('SIT_ATIV', '').strip() != 'DS']) for name, table in utility.tables.items()}
    check('lines', counts['counts']['lines'], rows['SSDMT'] + rows['SSDBT'] + rows['RAMLIG'])
    check('switches', counts['counts']['switches'], rows['UNSEMT'])
    check('transformers, a third winding and a regulator', counts['counts']['transformers'], rows['UNTRMT'] + 1 + rows['UNREMT'])
    check('customers', counts['counts']['customers'], rows['UCBT_tab'] + rows['UCMT_tab'])
    check('sources', counts['counts']['sources'], rows['CTMT'])

    base = sqlite3.connect(f'file:{region}?mode=ro&immutable=1', uri=True)
    edges = [row for layer in ('lines', 'devices', 'transformers') for row in base.execute(f'select id, from_node, to_node, not normally_open from {layer}')]
    customers = dict(base.execute('select id, node from customers'))
    heads = {node for node, in base.execute('select distinct node from sources')}
    check('the same elements', sorted(i for i, *_ in edges), sorted(i for i, *_ in utility.edges))
    check('heads, of which one is a breaker', heads, utility.heads)
    check('customers hang where they should', customers, utility.customers)
    got, wanted = behind(edges, heads, customers), behind(utility.edges, utility.heads, utility.customers)
    check('the same customers are fed', got[0], wanted[0])
    check('behind each element are the same customers', got[1], wanted[1])
    check('somebody is behind most switches', sum(bool(v) for k, v in got[1].items() if k.startswith('UNSEMT')) > 8, True)

    kinds = dict(base.execute('select id, kind from devices'))
    codes = {'29': 'breaker', '32': 'recloser', '22': 'fuse', '19': 'disconnector', '35': 'sectionaliser', '16': 'loadBreakSwitch', '99': 'disconnector'}
    check('kinds', kinds, {'UNSEMT-' + r['COD_ID']: codes[r['TIP_UNID'].strip()] for r in utility.tables['UNSEMT'] if r['SIT_ATIV'].strip() != 'DS'})
    check('feeder names', dict(base.execute('select id, name from feeders')), {r['COD_ID']: r['NOME'] for r in utility.tables['CTMT']})
    check('13.8 kV', {kv for kv, in base.execute('select kv from sources')}, {13.8})
    check('no geometry for customers without a pole', [i for i, in base.execute('select id from customers where geom is null')], [i for i, n in utility.customers.items() if n == 'lost3'])
    check('underground', base.execute('select count(*) from lines where underground').fetchone()[0], 1)

    found = {problem['kind']: problem for problem in counts['problems']}
    check('one island', found['island']['count'], 1)
    check('one part a switch could feed', found['dead-part']['count'], 1)
    check('unfed', sorted(found['unfed-customer']['ids']), sorted(set(utility.customers) - wanted[0]))
    check('the customer at no node', found['unknown-node']['ids'], [i for i, n in utility.customers.items() if n == 'lost3'])
    check('no duplicates of ids', 'duplicate-id' in found, False)

    with open(report, newline='', encoding='utf-8') as file:
        findings = list(csv.DictReader(file))
    by_kind = {}
    for row in findings:
        by_kind.setdefault(row['kind'], []).append(row)
    check('CSV and JSON agree', {k: len(v) for k, v in by_kind.items() if k in found}, {k: v['count'] for k, v in found.items()})
    check('an unknown kind and a missing state are told', sorted((r['other'], r['value']) for r in by_kind['unknown-value']), [('kind', '99')])
    check('what could not be joined is told', sorted((r['other'], r['value']) for r in by_kind['not-joined']), [('node', 'NO DROP'), ('place', 'NO POLE')])
    check('findings have places', [r['id'] for r in by_kind['dangling-end'] if not r['lon']], [])
    text = os.path.join(folder, 'report.txt')
    again = subprocess.run([program, 'grid', 'import', '--profile', profile, '--report', text, source, region], capture_output=True, text=True, check=False)
    with open(text, encoding='utf-8') as file:
        words = file.read()
    check('the report for people names all', (again.returncode, [r['id'] for r in findings if r['id'] not in words]), (0, []))
    check('a report that cannot be written is told', subprocess.run([program, 'grid', 'import', '--profile', profile, '--report', '/nowhere/report.csv', source, region], capture_output=True, text=True, check=False).returncode, 1)
    check('tables that are not there are told', all(name in done.stdout for name in ('UNSEBT', 'SSDAT', 'UCAT_tab')), True)


if __name__ == '__main__':
    if shutil.which('ogr2ogr') is None:
        print('ogr2ogr is not here: skipped')
        sys.exit(77)
    for codes in ('String', 'Integer'):  # tables that went through CSV have numbers for codes
        with tempfile.TemporaryDirectory(prefix='lamp-bdgd-') as work:
            main(work, codes, *sys.argv[1:3])
    print(f'{len(failures)} failed')
    sys.exit(1 if failures else 0)
