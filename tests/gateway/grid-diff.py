#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""grid diff in its three forms, over a region edited with SQL, against the rows of both files compared here."""
import csv
import io
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile

from daemon import check

program, toy_region = sys.argv[1:3]
folder = tempfile.mkdtemp(prefix='lamp-diff-')
old, new = (os.path.join(folder, name) for name in ('old.gpkg', 'new.gpkg'))
LAYERS = ('lines', 'devices', 'transformers')


def rows(path, layer):
    with sqlite3.connect(path) as database:
        database.row_factory = sqlite3.Row
        return {row['id']: dict(row) for row in database.execute(f'SELECT * FROM {layer}')}


def expected():
    """What differs, as (what, layer, id, field); feeders and places are not edited here."""
    for layer in LAYERS:
        before, after = rows(old, layer), rows(new, layer)
        yield from (('removed', layer, i, '') for i in before.keys() - after.keys())
        yield from (('added', layer, i, '') for i in after.keys() - before.keys())
        for i in before.keys() & after.keys():
            was, now = before[i], after[i]
            if {was['from_node'], was['to_node']} != {now['from_node'], now['to_node']}:
                yield 'rewired', layer, i, ''
            for field in ('kind', 'name', 'phases', 'normally_open', 'underground', 'rating_a', 'rating_kva', 'length_m'):
                if field in was and was[field] != now[field]:
                    yield 'changed', layer, i, field


def run(*arguments):
    return subprocess.run([program, 'grid', 'diff', *arguments], capture_output=True, text=True, timeout=60)


try:
    subprocess.run([toy_region, old], check=True)
    shutil.copyfile(old, new)
    with sqlite3.connect(new) as database:
        first = [i for i, in database.execute('SELECT id FROM lines ORDER BY id')]
        database.execute('UPDATE lines SET name = ?, underground = 1 - ifnull(underground, 0) WHERE id = ?', ('a, "b"', first[0]))
        database.execute('DELETE FROM lines WHERE id = ?', (first[1],))
        database.execute("UPDATE lines SET to_node = 'elsewhere' WHERE id = ?", (first[2],))
        database.execute("INSERT INTO lines (id, from_node, to_node) VALUES ('new line', 'elsewhere', 'far')")
        database.execute('UPDATE devices SET normally_open = 1 - ifnull(normally_open, 0)')
        database.execute('UPDATE transformers SET rating_kva = rating_kva + 10')

    text = run(old, new, '--csv')
    check(text.returncode == 0 and text.stdout.startswith('what,layer,kind,id,field,before,after\n'), 'the heading')
    table = list(csv.DictReader(io.StringIO(text.stdout)))
    told = {(row['what'], row['layer'], row['id'], row['field']) for row in table
            if row['layer'] in LAYERS and row['field'] != 'feeder'}  # empty ones follow from what feeds them
    check(told == set(expected()), f'told and not there {told - set(expected())}, there and not told {set(expected()) - told}')
    check(any(row['after'] == 'a, "b"' for row in table), 'commas and quotes come through')

    answer = json.loads(run(old, new, '--json').stdout)
    check([{**row} for row in answer['differences']] == table, 'the same rows as JSON')
    changed = len({row['id'] for row in table if row['layer'] == 'lines' and row['what'] == 'changed'})
    check(answer['summary']['lines'] == {'added': 1, 'removed': 1, 'rewired': 1, 'moved': 0, 'changed': changed}, f'{answer["summary"]["lines"]}')
    check(set(answer) == {'before', 'after', 'toleranceM', 'summary', 'customersOtherTransformer', 'customersOtherFeeder', 'differences'}, 'the keys')
    people = run(old, new).stdout
    check('lines removed: 1\n' in people and first[1] in people, 'for people')
    check('another feeder' in people, 'and who is fed from elsewhere')

    check(json.loads(run(old, old, '--json').stdout)['differences'] == [], 'nothing between a region and itself')
    check('do not differ' in run(old, old).stdout, 'said to people')
    check(run(old, os.path.join(folder, 'none.gpkg')).returncode == 1, 'a region that is not there')
    check(run(old).returncode == 2 and run(old, new, '--json', '--csv').returncode == 2, 'wrong usage')
    check(run(old, new, '--tolerance', '-1').returncode == 2, 'a negative tolerance')
finally:
    shutil.rmtree(folder)
