#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Public CIM models against rdflib, an RDF/XML reader by others: every class counted the same, and the network worked out from
its triples is the network in the region. Then the same triples written anew by rdflib in two other shapes of RDF/XML (nothing but
rdf:Description; nodes nested in properties) must give the same region. Exit code 77: rdflib or the data are not there."""
import collections
import os
import re
import sqlite3
import subprocess
import sys
import tempfile
import warnings

try:
    import rdflib
except ImportError:
    print('rdflib is not there: package python3-rdflib')
    sys.exit(77)

program, shared = sys.argv[1:3]
MODELS = ['IEEE123.xml', 'IEEE13_Assets.xml', 'maple10nodebreaker.xml']
CIM = 'http://iec.ch/TC57/CIM100#'
# Published totals, and what opening a switch takes out (consumers, kW).
KNOWN = {
    'IEEE123.xml': (91, 3490, {'sw1': (91, 3490), 'sw2': (52, 1975), 'sw3': (16, 755), 'sw4': (38, 1425), 'sw5': (10, 320), 'sw6': (0, 0)}),
    'IEEE13_Assets.xml': (15, 3466, {}),
}
SWITCHES = {'Breaker': 'breaker', 'Recloser': 'recloser', 'LoadBreakSwitch': 'loadBreakSwitch', 'Fuse': 'fuse', 'Sectionaliser': 'sectionaliser',
            'Disconnector': 'disconnector', 'Jumper': 'disconnector'}
failures = []


def check(what, got, wanted):
    if got == wanted:
        print(f'ok: {what}')
        return
    failures.append(what)
    if isinstance(got, dict) and isinstance(wanted, dict):
        got, wanted = ({k: d[k] for k in d if d[k] != o.get(k)} for d, o in ((got, wanted), (wanted, got)))
    print(f'not ok: {what}: {str(got)[:800]} instead of {str(wanted)[:800]}')


class Model:
    """The triples, by property and subject."""

    def __init__(self, path):
        self.graph = rdflib.Graph()
        with warnings.catch_warnings():
            warnings.simplefilter('ignore')
            self.graph.parse(path, format='xml', publicID='urn:model')
        self.of_class = collections.defaultdict(list)
        self.values = collections.defaultdict(dict)
        self.backwards = collections.defaultdict(lambda: collections.defaultdict(list))
        for s, p, o in self.graph:
            if p == rdflib.RDF.type:
                self.of_class[str(o).split('#')[-1]].append(s)
                continue
            name = str(p).split('#')[-1]
            self.values[s][name] = o
            self.backwards[name][o].append(s)

    def get(self, subject, *names):
        return next((self.values[subject][n] for n in names if n in self.values[subject]), None)

    def number(self, subject, *names):
        value = self.get(subject, *names)
        return 0 if value is None else float(value)

    def parts(self, name, subject):
        return self.backwards[name][subject]

    def id(self, subject):
        return '' if subject is None else bare(str(self.get(subject, 'IdentifiedObject.mRID') or subject))

    def name(self, subject):
        return str(self.get(subject, 'IdentifiedObject.name') or '')

    def nodes(self, equipment):
        terminals = sorted(self.parts('Terminal.ConductingEquipment', equipment), key=lambda t: self.number(t, 'ACDCTerminal.sequenceNumber'))
        return [self.id(self.get(t, 'Terminal.ConnectivityNode')) for t in terminals]

    def letters(self, subjects, *names):
        found = {letter for s in subjects for n in names for letter in str(self.get(s, n) or '').split('.')[-1]}
        return ''.join(letter for letter in 'ABC' if letter in found)

    def feeder(self, equipment):
        at = self.get(equipment, 'Equipment.EquipmentContainer')
        return self.id(at) if at in self.of_class['Feeder'] else ''


def bare(text):
    text = text.split('#')[-1]
    return re.sub('^_', '', text[9:] if text.startswith('urn:uuid:') else text)


def true(value):
    return str(value).lower() == 'true'


def windings(model, ends):
    """Node, phases, kVA and volts of each end, by number."""
    found = []
    for end in sorted(ends, key=lambda e: model.number(e, 'TransformerEnd.endNumber')):
        tank = model.get(end, 'TransformerTankEnd.TransformerTank')
        info = model.get(tank, 'TransformerTank.TransformerTankInfo') if tank else None
        rated = model.number(end, 'PowerTransformerEnd.ratedS')
        for entry in model.parts('TransformerEndInfo.TransformerTankInfo', info) if info and not rated else []:
            if model.number(entry, 'TransformerEndInfo.endNumber') == model.number(end, 'TransformerEnd.endNumber'):
                rated = model.number(entry, 'TransformerEndInfo.ratedS')
        terminal = model.get(end, 'TransformerEnd.Terminal')
        found.append((model.id(model.get(terminal, 'Terminal.ConnectivityNode')), model.letters([end], 'TransformerTankEnd.orderedPhases'), rated / 1000,
                      model.number(model.get(end, 'TransformerEnd.BaseVoltage'), 'BaseVoltage.nominalVoltage')))
    return found


def transformer(model, subject):
    tanks = model.parts('TransformerTank.PowerTransformer', subject)
    groups = [model.parts('TransformerTankEnd.TransformerTank', t) for t in tanks] or [model.parts('PowerTransformerEnd.PowerTransformer', subject)]
    taps = any(model.parts('RatioTapChanger.TransformerEnd', e) for ends in groups for e in ends)
    pairs, volts = {}, True
    for ends in groups:
        found = windings(model, ends)
        volts = volts and len({v for *_, v in found}) == 1
        for number, (node, _, kva, _) in enumerate(found[1:], 2):
            phases, all_kva, end = pairs.get((found[0][0], node), (set(), 0, number))
            if node not in [f[0] for f in found[1:number - 1]]:
                pairs[found[0][0], node] = (phases | set(found[0][1]), all_kva + min(kva, found[0][2]), end)
    for place, ((a, b), (phases, kva, end)) in enumerate(pairs.items()):
        yield model.id(subject) + (f':{end}' if place else ''), ('regulator' if taps and volts else 'transformer', frozenset((a, b)),
                                                                 ''.join(sorted(phases)) or 'ABC', False, model.name(subject), model.feeder(subject), round(kva, 3))


def limit(model, equipment):
    sets = {model.get(t, 'ACDCTerminal.OperationalLimitSet') for t in model.parts('Terminal.ConductingEquipment', equipment)} - {None}
    values = [model.number(v, 'CurrentLimit.value') for s in sets for v in model.parts('OperationalLimit.OperationalLimitSet', s) if v in model.of_class['CurrentLimit']]
    return round(min(values, default=0), 3)


def elements(model):
    for line in model.of_class['ACLineSegment']:
        wires = model.parts('ACLineSegmentPhase.ACLineSegment', line)
        # Behind a centre tap there are s1 and s2 only: the phase is not known.
        phases = model.letters(wires, 'ACLineSegmentPhase.phase') or (None if wires else 'ABC')
        yield model.id(line), ('line', frozenset(model.nodes(line)), phases, False, model.name(line), model.feeder(line), limit(model, line))
    for class_name, kind in SWITCHES.items():
        for device in model.of_class[class_name]:
            phases = model.parts('SwitchPhase.Switch', device)
            opened = {true(model.get(p, 'SwitchPhase.normalOpen')) for p in phases} or {true(model.get(device, 'Switch.normalOpen'))}
            assert len(opened) == 1
            yield model.id(device), (kind, frozenset(model.nodes(device)), model.letters(phases, 'SwitchPhase.phaseSide1') or 'ABC', opened.pop(), model.name(device),
                                     model.feeder(device), round(model.number(device, 'Switch.ratedCurrent'), 3))
    for subject in model.of_class['PowerTransformer']:
        yield from transformer(model, subject)


def from_triples(model):
    customers = {model.id(c): (model.nodes(c)[0], round(model.number(c, 'EnergyConsumer.p') / 1000, 6)) for c in model.of_class['EnergyConsumer']}
    sources = {model.id(s): model.nodes(s)[0] for s in model.of_class['EnergySource']}
    return {'elements': dict(elements(model)), 'customers': customers, 'sources': sources, 'feeders': {model.id(f): model.name(f) for f in model.of_class['Feeder']}}


def from_region(path):
    base = sqlite3.connect(path)
    found = {}
    for table, rating in (('lines', 'rating_a'), ('devices', 'rating_a'), ('transformers', 'rating_kva')):
        kind = "'line'" if table == 'lines' else 'kind'
        for row in base.execute(f'select id, {kind}, from_node, to_node, phases, normally_open, name, feeder, {rating} from {table}'):
            found[row[0]] = (row[1], frozenset(row[2:4]), row[4], bool(row[5]), row[6] or '', row[7] or '', round(row[8] or 0, 3))
    return {'elements': found, 'customers': {i: (n, round(kw or 0, 6)) for i, n, kw in base.execute('select id, node, kw from customers')},
            'sources': dict(base.execute('select id, node from sources')), 'feeders': {i: n or '' for i, n in base.execute('select id, name from feeders')}}


def places(path):
    base = sqlite3.connect(path)
    return {(table, i): shape for table in ('lines', 'devices', 'transformers', 'customers', 'sources') for i, shape in base.execute(f'select id, geom from {table}')}


def lost(network, opened):
    """Customers and kW that no source reaches when this one element opens besides the normal ones."""
    joined = {}

    def find(node):
        while joined.setdefault(node, node) != node:
            joined[node] = node = joined[joined[node]]
        return node

    for element, (_, nodes, _, is_open, *_) in network['elements'].items():
        if not is_open and element != opened:
            first, *rest = nodes
            for node in rest:
                joined[find(first)] = find(node)
    fed = {find(node) for node in network['sources'].values()}
    out = [kw for node, kw in network['customers'].values() if find(node) not in fed]
    return len(out), round(sum(out), 3)


def run(source, region):
    result = subprocess.run([program, 'grid', 'import', '--place-at', '-30,45', '--place-scale', '0.3048', source, region], capture_output=True, text=True, timeout=120, check=False,
                            env={**os.environ, 'LC_ALL': 'C.UTF-8', 'LANGUAGE': ''})
    if result.returncode != 0:
        check(f'{source} is imported', result.stderr, '')
    return result.stdout


def check_classes(name, model, report):
    told = {c: int(n) for c, n in re.findall(r'^(\S+): (?:taken as [^:]+|left aside): (\d+)$', report, re.M)}
    counted = {c: len(set(s)) for c, s in model.of_class.items() if c != 'IEC61970CIMVersion'}
    check(f'{name}: objects of each of {len(counted)} classes', told, counted)


def check_model(name, folder):
    path, region = os.path.join(shared, 'cim', name), os.path.join(folder, 'region.gpkg')
    model = Model(path)
    check_classes(name, model, run(path, region))
    wanted, got = from_triples(model), from_region(region)
    for what, rows in wanted.items():
        check(f'{name}: {len(rows)} {what}', got[what], rows)
    if name in KNOWN:
        n, kw, openings = KNOWN[name]
        check(f'{name}: consumers and kW', (len(got['customers']), round(sum(k for _, k in got['customers'].values()), 3)), (n, kw))
        by_name = {row[4]: i for i, row in got['elements'].items()}
        for switch, result in openings.items():
            check(f'{name}: opening {switch}', lost(got, by_name[switch]), result)
    placed = places(region)
    check(f'{name}: everything has a place', [where for where, shape in placed.items() if shape is None], [])
    for shape in ('xml', 'pretty-xml'):
        again = os.path.join(folder, name)
        model.graph.serialize(again, format=shape)
        run(again, region)
        check(f'{name} as rdflib writes it ({shape})', from_region(region), wanted)
        check(f'{name} as rdflib writes it ({shape}): places', places(region), placed)


if not all(os.path.exists(os.path.join(shared, 'cim', name)) for name in MODELS):
    print(f'{shared}/cim is not there; LAMP_SHARED_DATA names the folder of shared data')
    sys.exit(77)
with tempfile.TemporaryDirectory() as temporary:
    for one in MODELS:
        check_model(one, temporary)
sys.exit(1 if failures else 0)
