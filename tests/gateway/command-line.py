#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""lamplighterd on the command line: what it says, where, and with which exit code; one line a case."""
import os
import shutil
import signal
import sqlite3
import stat
import subprocess
import sys

from daemon import Daemon, check

program, toy_region = sys.argv[1:3]
daemon = Daemon(program, toy_region)
region, store = daemon.region, 'sqlite:' + daemon.store
rubbish = os.path.join(daemon.folder, 'rubbish')
with open(rubbish, 'w', encoding='ascii') as file:
    file.write('this is no region and no store ' * 50)
alone = ['--region', region, '--port', '0']
profile = os.path.join(daemon.folder, 'profile.ini')
with open(profile, 'w', encoding='ascii') as file:
    file.write('[profile]\nname=Toytown\n[lines]\nlayer=lines\nbecomes=lines\nid=id\nfrom=from_node\nto=to_node\n'
               '[customers]\nlayer=customers\nbecomes=customers\nid=id\nnode=node\n')
imported = os.path.join(daemon.folder, 'imported.gpkg')

unjoined = os.path.join(daemon.folder, 'unjoined.xml')
with open(unjoined, 'w', encoding='ascii') as file:
    file.write('<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:cim="http://iec.ch/TC57/CIM100#">'
               '<cim:Breaker rdf:about="#_a"/><cim:ACLineSegment rdf:about="#_b"/></rdf:RDF>')
empty = os.path.join(daemon.folder, 'empty')
with open(empty, 'w', encoding='ascii'):
    pass
bare = os.path.join(daemon.folder, 'bare')
os.mkdir(bare)
unmade = os.path.join(daemon.folder, 'unmade.sqlite')
nowhere = os.path.join(daemon.folder, 'nowhere.gpkg')
os.symlink('gone.gpkg', nowhere)
linked, link = (os.path.join(daemon.folder, name) for name in ('there/linked.gpkg', 'link.gpkg'))
os.mkdir(os.path.dirname(linked))
os.symlink(linked, link)

CASES = [  # arguments, exit code, part of standard output, part of standard error
    ([], 2, 'Usage: lamplighterd', ''),
    (['--help'], 0, 'serve', ''),
    (['--version'], 0, 'lamplighterd 0.', ''),
    (['dance'], 2, '', 'no command'),
    (['serve', '--help'], 0, '--store', ''),
    (['serve', '--help'], 0, 'lamplighterd serve [OPTION', ''),
    (['demo', '--help'], 0, '--speed', ''),
    (['demo', '--help'], 0, 'lamplighterd demo [OPTION', ''),
    (['city', '--help'], 0, 'lamplighterd city [OPTION…] REGION.gpkg', ''),
    (['token', '--help'], 0, '--role', ''),
    (['token', '--help'], 0, 'lamplighterd token [OPTION…] add NAME', ''),
    (['grid', 'import', '--help'], 0, 'lamplighterd grid import [OPTION…] SOURCE… REGION.gpkg', ''),
    (['grid', 'import', region, region + '.new', '--report', region], 2, '', 'overwrite'),
    (['grid', 'import', region, region + '.new', '--report', os.path.join(os.path.dirname(region), '.', os.path.basename(region) + '.new')], 2, '', 'overwrite'),
    (['grid', 'trace', region, 'L3', '--isolating', '--open', 'SW1'], 0, 'no closed switch stands around it', ''),
    (['grid', 'trace', region, 'L3', '--isolating', '--open', 'SW1', '--json'], 0, '"devices": [], "elements": []', ''),
    (['grid', 'trace', region, 'L3', '--isolating', '--open', 'SW1', '--csv'], 0, 'operate,name', ''),
    (['grid', 'trace', region, 'L1', '--up'], 0, 'breaker Breaker Market (B1)', ''),
    (['grid', 'trace', region, 'L1', '--up', '--csv'], 0, 'B1,breaker,closed,closed,0,0,Breaker Market', ''),
    (['grid', 'isolate', region, 'L2', '--csv'], 0, ',name', ''),
    (['grid', 'isolate', region, 'B1'], 0, 'Fault on Breaker Market (B1)', ''),
    (['grid', 'loads', region], 0, 'breaker Breaker Market (B1)', ''),
    (['grid', 'trace', region, 'L1', '--to', 'L9'], 1, '', 'nothing closed joins'),
    (['grid', 'trace', region, 'L1', '--to', 'nobody'], 1, '', 'id or the name'),
    (['grid', 'trace', region, 'nobody', '--up'], 1, '', 'id or the name'),
    (['grid', 'check', '--help'], 0, 'lamplighterd grid check [OPTION…] REGION.gpkg', ''),
    (['grid', 'diff', '--help'], 0, 'lamplighterd grid diff [OPTION…] OLD.gpkg NEW.gpkg', ''),
    (['grid', 'diff', region], 2, '', 'both regions'),
    (['grid', 'diff', region, rubbish], 1, '', 'rubbish'),
    (['grid', 'diff', region, region, rubbish], 2, '', 'rubbish” is one name too many'),
    (['grid', 'diff', region, region, '--json', '--csv'], 2, '', 'not both'),
    (['grid', 'diff', region, region, '--tolerance', '-1'], 2, '', '--tolerance is'),
    (['grid', 'check'], 2, '', 'name the region'),
    (['grid', 'check', region, rubbish], 2, '', 'rubbish” is one name too many: write grid check REGION.gpkg'),
    (['grid', 'check', region, '--json', '--csv'], 2, '', 'not both'),
    (['grid', 'loads', region, rubbish], 2, '', 'rubbish” is one name too many: write grid loads REGION.gpkg'),
    (['grid', 'trace', region, 'L4', 'L5', '--up'], 2, '', 'L5” is one name too many'),
    (['grid', 'trace', region, 'L4', '--up', '--json', '--csv'], 2, '', 'not both'),
    (['grid', 'isolate', region], 2, '', 'faulted element'),
    (['grid', 'isolate', region, 'L4', '--dance'], 2, '', '--dance'),
    (['grid', 'exposure', region, '--json', '--csv'], 2, '', 'not both'),
    (['grid', 'import', '--profile', profile, region, rubbish, imported], 2, '', 'imported.gpkg” is one name too many'),
    (['grid', 'import', region], 2, '', 'name the source'),
    (['grid', 'import', unjoined, region], 1, '', 'is at a node'),
    (['grid', 'import', '--profile', profile, region, nowhere], 1, '', 'is a link to a file'),
    (['grid', 'dance'], 2, '', 'no verb “dance”'),
    (['grid'], 2, '', 'comes first'),
    (['city', nowhere], 1, '', 'is a link to a file'),
    (['city', region, rubbish], 2, '', 'one name too many: write city REGION.gpkg'),
    (['city'], 2, '', 'name the file to write: city REGION.gpkg'),
    (['grid', 'base', '--help'], 0, 'lamplighterd grid base [OPTION…] SOURCE.osm.pbf REGION.gpkg', ''),
    (['grid', 'base', rubbish, region], 1, '', 'no extract of OpenStreetMap'),
    (['grid', 'base', rubbish], 2, '', 'grid base SOURCE.osm.pbf REGION.gpkg'),
    (['grid', 'base', rubbish, region, region], 2, '', 'one name too many: write grid base SOURCE.osm.pbf REGION.gpkg'),
    (['city', rubbish], 1, '', 'is no region, so it is not overwritten'),
    (['city', daemon.folder], 1, '', 'is no region, so it is not overwritten'),
    (['city', '/nowhere/city.gpkg'], 1, '', 'check that the folder exists'),
    (['grid', 'import', '--profile', profile, empty, imported], 1, '', '(it is empty)'),
    (['grid', 'import', '--profile', profile, rubbish, imported], 1, '', '(it knows no such kind of file)'),
    (['grid', 'import', '--profile', profile, bare, imported], 1, '', '(a folder without a file it knows)'),
    (['grid', 'import', '--profile', profile, '--report', daemon.folder, region, imported], 2, '', 'names a folder'),
    (['token', 'revoke', '--store', 'sqlite:' + unmade], 2, '', 'token revoke NAME'),
    (['token', 'add', '--store', 'sqlite:' + unmade], 2, '', 'token add NAME'),
    (['token', 'add', 'li.wei', '--role', 'king', '--store', 'sqlite:' + unmade], 2, '', 'viewer or dispatcher'),
    (['token', 'list', '--store', 'sqlite:' + daemon.folder], 1, '', 'is a folder'),
    (['token', 'add', 'li.wei', '--store', 'sqlite:' + daemon.folder], 1, '', 'is a folder'),
    (['serve', *alone, '--store', 'sqlite:' + daemon.folder], 1, '', 'is a folder'),
    (['token', 'list', '--store', 'sqlite:' + empty], 1, '', 'There is nothing in the store'),
    (['demo', *alone, '--store', 'sqlite:' + daemon.store + '4', '--token-file', daemon.folder], 1, '', 'is a folder'),
    (['token', 'list', '--store', 'sqlite:' + unmade], 1, '', 'There is no store'),
    (['token', 'revoke', 'li.wei', '--store', 'sqlite:' + unmade], 1, '', 'There is no store'),
    (['indices', '--store', 'sqlite:' + unmade, '--region', region], 1, '', 'There is no store'),
    (['serve', '--dance'], 2, '', '--dance'),
    (['serve', '--region', region, '--store', store, '--speed', '5'], 2, '', '--speed'),
    (['demo', 'extra', *alone], 2, '', 'options only'),
    (['token', '--dance'], 2, '', '--dance'),
    (['serve'], 2, '', '--region'),
    (['serve', *alone], 2, '', '--store'),
    (['serve', '--region', region, '--store', store, '--port', '70000'], 2, '', '65535'),
    (['serve', '--region', region, '--store', store, '--port', 'x'], 2, '', 'x'),
    (['demo', *alone, '--store', store, '--speed', '0'], 2, '', 'speed'),
    (['demo', *alone, '--store', store, '--speed', 'nan'], 2, '', 'speed'),
    (['demo', *alone, '--store', store, '--key', rubbish], 2, '', '--certificate'),
    (['demo', *alone, '--store', store, '--prediction', '/nowhere/rules.ini'], 1, '', 'cannot be read'),
    (['demo', *alone, '--store', store, '--prediction', rubbish], 1, '', 'rules'),
    (['serve', '--region', rubbish, '--store', store], 1, '', 'rubbish'),
    (['serve', '--region', '/nowhere.gpkg', '--store', store], 1, '', '/nowhere.gpkg'),
    (['serve', *alone, '--store', 'sqlite:' + rubbish], 1, '', 'no SQLite file'),
    (['serve', *alone, '--store', 'oracle:x'], 1, '', 'sqlite:PATH'),
    (['serve', *alone, '--store', store, '--address', '0.0.0.0'], 1, '', '--certificate'),
    (['serve', *alone, '--store', store, '--certificate', rubbish], 1, '', 'certificate'),
    (['demo', *alone, '--store', 'sqlite:' + daemon.store + '2', '--token-file', '/nowhere/token'], 1, '', 'token file'),
    (['demo', *alone, '--store', 'sqlite:' + daemon.store + '3', '--promises', 'nobody'], 1, '', 'state-grid'),
    (['serve', *alone, '--store', 'sqlite:' + daemon.store + '3', '--promises', rubbish], 1, '', 'no file of rules'),
    (['serve', *alone, '--store', 'sqlite:' + daemon.store + '3', '--estimates', '/nowhere.ini'], 1, '', '/nowhere.ini'),
    (['indices'], 2, '', '--store'),
    (['indices', '--help'], 0, '--exclude-med', ''),
    (['token'], 2, '', 'add, list or revoke'),
    (['token', 'add', 'li.wei'], 2, '', '--store'),
    (['token', 'add', '--store', store], 2, '', 'name'),
    (['token', 'add', 'li wei', '--store', store], 2, '', 'without spaces'),
    (['token', 'add', 'li.wei', '--role', 'king', '--store', store], 2, '', 'viewer or dispatcher'),
    (['token', 'add', 'li.wei', '--role', 'dispatcher', '--store', store], 0, '', 'shown only now'),
    (['token', 'add', 'li.wei', '--store', store], 1, '', 'another name'),
    (['token', 'list', '--store', store], 0, 'li.wei\tdispatcher\t', ''),
    (['token', 'revoke', 'li.wei', '--store', store], 0, '', ''),
    (['token', 'revoke', 'li.wei', '--store', store], 1, '', 'no valid token'),
    (['token', 'list', 'li.wei', '--store', store], 2, '', 'li.wei” is one name too many'),
    (['token', 'add', 'li.wei', 'wang.fang', '--store', store], 2, '', 'wang.fang” is one name too many'),
    (['token', 'dance', '--store', store], 2, '', 'add, list or revoke'),
]

# Kilowatts that no float holds are not known, and never "inf" in JSON.
endless = os.path.join(daemon.folder, 'endless.gpkg')
shutil.copyfile(region, endless)
with sqlite3.connect(endless) as database:
    database.execute('UPDATE customers SET kw = 1e308')
database.close()

# A fuse of one phase beside one of the two others.
by_phase = os.path.join(daemon.folder, 'by-phase.gpkg')
shutil.copyfile(region, by_phase)
with sqlite3.connect(by_phase) as database:
    columns = [row[1] for row in database.execute('PRAGMA table_info(devices)') if row[1] not in ('fid', 'geom', 'id', 'phases')]
    database.execute(f"INSERT INTO devices (id, phases, {', '.join(columns)}) SELECT 'FU2B', 'BC', {', '.join(columns)} FROM devices WHERE id = 'FU2'")
    database.execute("UPDATE devices SET phases = 'A' WHERE id = 'FU2'")
database.close()

# People read of numbers and kinds in their own words; files and programs have those of the file.
SAID = [  # arguments, what is there, what is not
    (['grid', 'trace', region, 'R1', '--down'], ['Customers: 4 · key sites: 2 · transformers: 2 · elements: ', 'load-break switch SW1'], ['loadBreakSwitch', 'partly']),
    (['grid', 'trace', by_phase, 'FU2', '--down'], ['Customers: 0 · partly, losing some of their phases only: 3 · '], []),
    (['grid', 'trace', region, 'R1', '--down', '--csv'], ['SW1,loadBreakSwitch,'], ['load-break']),
    (['grid', 'isolate', region, 'L3'], ['elements of its section: ', 'open load-break switch SW1', 'Customers who lose supply: 1 ('], ['loadBreakSwitch', '1 customers']),
    (['grid', 'loads', region], ['load-break switch SW1'], ['loadBreakSwitch']),
    (['grid', 'loads', by_phase], ['partly, losing some of their phases only: 3'], []),
    (['grid', 'loads', endless, '--json'], ['"kw": 0, "customersPartly"'], ['inf']),
    (['grid', 'trace', endless, 'L1', '--down', '--json'], ['"kw": 0,'], ['inf']),
    (['grid', 'import', '--profile', profile, region, imported], ['lines: taken as lines: ', 'customers: taken as customers: 13\n', 'sources: not in the profile, left aside: 2\n'], ['became']),
]

# What prints a result: onto a full disk it fails, in one sentence.
FULL = [
    ['--help'],
    ['--version'],
    ['grid', '--help'],
    *([*verb, '--help'] for verb in (['serve'], ['demo'], ['city'], ['token'], ['indices'], *(['grid', verb] for verb in ('import', 'base', 'check', 'diff', 'exposure', 'isolate', 'loads', 'trace')))),
    ['grid', 'import', '--profile', profile, region, imported],
    *(['grid', *verb, *form] for form in ([], ['--json'], ['--csv']) for verb in (
        ['check', region], ['diff', region, imported], ['diff', region, region], ['exposure', region], ['isolate', region, 'L4'],
        ['loads', region], ['trace', region, 'L4', '--up'])),
    *(['indices', '--store', store, '--region', region, *form] for form in ([], ['--json'], ['--csv'])),
    ['token', 'list', '--store', store],
    ['token', 'add', 'nobody', '--store', store],
]

def sentences(ran):
    """What it said on standard error, but for the progress of an import."""
    return [line for line in ran.stderr.splitlines() if ' % ' not in line]


def content(path):
    with open(path, 'rb') as file:
        return file.read()


try:
    shutil.copyfile(region, linked)
    whole = content(region)
    for arguments, code, out, err in CASES:
        ran = subprocess.run([program, *arguments], capture_output=True, text=True, timeout=60)
        shown = ' '.join(arguments).replace(daemon.folder, '')
        check(ran.returncode == code and out in ran.stdout and err in ran.stderr,
              f'{shown}: {ran.returncode} {ran.stderr.strip()[:200]!r}')
        check(ran.returncode != 1 or len(sentences(ran)) == 1, '  in one sentence') if code == 1 else None

    check(not [name for name in os.listdir(daemon.folder) if name.startswith('unmade')], 'who only looks makes no store')
    check(content(region) == whole, 'a refused import leaves the old region')
    subprocess.run([program, 'grid', 'import', '--profile', profile, region, link], check=True, capture_output=True, timeout=60)
    check(os.path.islink(link) and not os.path.islink(linked) and content(linked) != whole, 'a link stays one, and leads to the new region')
    check(os.listdir(os.path.dirname(linked)) == ['linked.gpkg'] and not os.path.exists(os.path.join(daemon.folder, 'gone.gpkg')), 'and nothing else is made')

    for arguments, there, absent in SAID:
        ran = subprocess.run([program, *arguments], capture_output=True, text=True, timeout=60)
        check(ran.returncode == 0 and all(part in ran.stdout for part in there) and not any(part in ran.stdout for part in absent),
              f'said: {" ".join(arguments).replace(daemon.folder, "")}: {ran.stdout[:400]}{ran.stderr}')

    with open('/dev/full', 'w', encoding='ascii') as full:
        for arguments in FULL:
            ran = subprocess.run([program, *arguments], stdout=full, stderr=subprocess.PIPE, text=True, timeout=60)
            told = sentences(ran)
            check(ran.returncode == 1 and len(told) == 1 and 'could not be' in told[0] and 'No space left' in told[0],
                  f'full: {" ".join(arguments).replace(daemon.folder, "")}: {ran.returncode} {told}')
    check(os.path.exists(imported), 'the region is there all the same')

    # A demo: the first line, the token's file, and a second one on the same store.
    daemon.store += '-demo'
    daemon.start()
    mode = stat.S_IMODE(os.stat(daemon.token_file).st_mode)
    check(mode == 0o600, f'the token is its owner\'s alone ({mode:o})')
    me = daemon.ask('/me', Authorization='Bearer ' + daemon.token)
    check(me == (200, {'name': 'dispatcher', 'role': 'dispatcher'}), f'it is a dispatcher\'s: {me}')
    check(daemon.ask('/me') == (200, {'name': None, 'role': None}), 'reading needs none')
    check(daemon.ask('/clock', Host='evil.example')[0] == 421, 'but the right name')
    second = subprocess.run([program, 'demo', *alone, '--store', 'sqlite:' + daemon.store], capture_output=True, text=True, timeout=60)
    check(second.returncode == 1 and 'in use by another gateway' in second.stderr, f'one gateway a store: {second.stderr.strip()!r}')
    token = daemon.token
    daemon.process.send_signal(signal.SIGINT)
    check(daemon.process.wait(20) == 0, 'SIGINT ends it cleanly')
    daemon.start()
    check(daemon.token == token, 'the token stays good')
    check(daemon.stop() == 0, 'SIGTERM ends it cleanly')
finally:
    daemon.close()
