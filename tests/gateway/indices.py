#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""`lamplighterd indices` against a table of minutes: random outages are made up first, who was dark in which minute is
written into a table, the journal a gateway would have kept of them is written into a store, and both must agree.
"""
import datetime
import json
import math
import os
import random
import shutil
import sqlite3
import statistics
import subprocess
import sys

from daemon import Daemon, check

ROUNDS = 12
DAYS = 40
MINUTES = DAYS * 1440
START = datetime.datetime(2026, 1, 1, tzinfo=datetime.timezone.utc)
N_CUSTOMERS = 13  # of Toytown; tests/grid/fixture.h
BEHIND = {
    'B1': range(1, 9), 'R1': range(5, 9), 'SW1': [8], 'FU1': range(1, 5), 'T1': range(1, 5), 'D1': [1, 2], 'D2': [3],
    'FU2': range(5, 8), 'T2': range(5, 8), 'T3': [8], 'B2': range(9, 12), 'FU3': range(9, 12), 'T4': range(9, 12),
}
BELOW = {'B1': ['R1', 'FU1', 'T3', 'D1', 'T2'], 'R1': ['SW1', 'FU2'], 'FU1': ['D1', 'D2', 'T1'], 'T1': ['D2'], 'B2': ['T4']}
KVA = {**{n: 50 / 4 for n in range(1, 5)}, **{n: 400 / 3 for n in (5, 6, 7, 9, 10, 11)}, 8: 630}

program, toy_region = sys.argv[1:3]
daemon = Daemon(program, toy_region)


def text_of(minute):
    return (START + datetime.timedelta(minutes=minute)).strftime('%Y-%m-%dT%H:%M:00.000Z')


class Journal:
    """What a gateway would have written down."""

    def __init__(self, path):
        if os.path.exists(path):
            os.remove(path)
        subprocess.run([program, 'token', 'add', 'reader', '--store', 'sqlite:' + path], check=True, capture_output=True)
        self.path, self.rows, self.known = path, [], {}

    def add(self, minute, collection, identity, **properties):
        before = self.known.get((collection, identity))
        after = {'type': 'Feature', 'id': identity, 'geometry': None, 'properties': {**(before['properties'] if before else {}), **properties}}
        self.known[collection, identity] = after
        self.rows.append((minute, len(self.rows), [{'collection': collection, 'id': identity, 'before': before, 'after': after}]))

    def write(self):
        start = int(START.timestamp() * 1e6)
        with sqlite3.connect(self.path) as db:
            db.executemany('INSERT INTO journal VALUES (?, ?, ?, ?, ?, NULL, NULL)', [
                (seq, start + minute * 60000000, 'lamplighterd', 'predict', json.dumps(changes))
                for seq, (minute, _, changes) in enumerate(sorted(self.rows, key=lambda row: row[:2]), 1)])
        db.close()


def make_outage(rand, journal, number):
    """Writes one outage's life; gives its true times: [(customers, from, to)]."""
    identity, device = f'O-{1000 + number}', rand.choice(list(BEHIND))
    start = rand.randrange(10, MINUTES - 3000)
    known, end = start + rand.randrange(1, 5), start + rand.choice([rand.randrange(5, 8), rand.randrange(8, 900)])
    ending = rand.choices(['restored', 'closed', 'cancelled', 'open'], [6, 1, 1, 1])[0]
    service = device in ('D1', 'D2', 'T4') and rand.random() < 0.5
    out = {rand.choice(BEHIND[device])} if service else set(BEHIND[device])
    guess = device if service else rand.choice(list(BEHIND))
    journal.add(known, 'outages', identity, status='predicted', device=guess, planned=False, start=text_of(start),
                rule='service' if service else 'device', customersOut=len(out), customersAtStart=len(out))
    if service:
        journal.add(known, 'calls', f'C-{number}', account=f'C{min(out)}', outage=identity, channel='call')
    if ending == 'cancelled':
        journal.add(end, 'outages', identity, status='cancelled', customersOut=0)
        return []
    times, last = [], start
    if guess != device or rand.random() < 0.3:
        journal.add(known, 'outages', identity, status='confirmed', device=device)
    if rand.random() < 0.4 and not service and device in BELOW and end - known > 3:
        last = rand.randrange(known + 1, end)
        remains = rand.choice(BELOW[device])
        journal.add(last, 'outages', identity, status='partiallyRestored')
        journal.add(last, 'outages', identity, device=remains, customersOut=len(BEHIND[remains]))
        times, out = [(out, start, last)], set(BEHIND[remains])
    if ending == 'open':
        return times + [(out, last, MINUTES)]
    if rand.random() < 0.1 and end - max(last, known) > 3:  # said to be back, and was not
        journal.add(end - 2, 'outages', identity, status='restored', restored=text_of(end - 2), customersOut=0)
        journal.add(end - 1, 'outages', identity, status='confirmed', restored=None, customersOut=len(out))
    journal.add(end, 'outages', identity, status=ending, customersOut=0, restored=text_of(end) if ending == 'restored' else None)
    return times + [(out, last, end)]


def dark_runs(times):
    """For each customer, the runs of dark minutes: [(from, length)]."""
    runs = {}
    for customer in range(1, N_CUSTOMERS + 1):
        dark = bytearray(MINUTES + 1)
        for out, begin, end in times:
            if customer in out:
                dark[begin:end] = b'\1' * (end - begin)
        runs[customer], minute = [], 0
        while (minute := dark.find(1, minute)) >= 0:
            length = dark.find(0, minute) - minute
            runs[customer].append((minute, length))
            minute += length
    return runs


def compute(runs, begin, end, shift_min, momentary=5, celid_min=480, without=()):
    def counts(minute):
        return begin <= minute < end and (minute + shift_min) // 1440 not in without

    sustained = {c: [length for minute, length in own if counts(minute) and length > momentary] for c, own in runs.items()}
    short = sum(counts(minute) and length <= momentary for own in runs.values() for minute, length in own)
    n, minutes = sum(map(len, sustained.values())), sum(map(sum, sustained.values()))
    people = sum(bool(own) for own in sustained.values())
    kva = sum(KVA.values())
    return {
        'saifi': n / N_CUSTOMERS, 'saidi_min': minutes / N_CUSTOMERS, 'caidi_min': minutes / n if n else None,
        'asai': 1 - minutes / N_CUSTOMERS / (end - begin), 'maifi': short / N_CUSTOMERS,
        'caifi': n / people if people else None, 'ctaidi_min': minutes / people if people else None,
        'celid_s': sum(any(x >= celid_min for x in own) for own in sustained.values()) / N_CUSTOMERS,
        'celid_t': sum(sum(own) >= celid_min for own in sustained.values()) / N_CUSTOMERS,
        'asifi': sum(KVA.get(c, 0) * len(own) for c, own in sustained.items()) / kva,
        'asidi_min': sum(KVA.get(c, 0) * sum(own) for c, own in sustained.items()) / kva,
        **{f'cemi_{k}': sum(len(own) >= k for own in sustained.values()) / N_CUSTOMERS for k in range(1, 6)},
    }


def daily(runs, begin, end, shift_min):
    days = {}
    for own in runs.values():
        for minute, length in own:
            if begin <= minute < end and length > 5:
                day = (minute + shift_min) // 1440
                days[day] = days.get(day, 0) + length / N_CUSTOMERS
    return days


def ask(store, *options):
    result = subprocess.run([program, 'indices', '--store', 'sqlite:' + store, '--region', daemon.region, *options],
                            capture_output=True, text=True, check=False)
    return result


def agree(said, truth):
    for name, value in truth.items():
        if value is None or said[name] is None:
            same = value is None and said[name] is None
        else:
            same = math.isclose(said[name], value, rel_tol=1e-9, abs_tol=1e-9)
        if not same:
            sys.exit(f'FAILED: {name} is {said[name]}, the table has {value}')


def one_round(rand, number):
    store = os.path.join(daemon.folder, f'random-{number}.sqlite')
    journal = Journal(store)
    times = [one for n in range(rand.randrange(1, 120)) for one in make_outage(rand, journal, n)]
    journal.add(0, 'crews', 'K1', name='Crew 1')
    journal.add(MINUTES, 'crews', 'K1', name='Crew one')
    journal.write()
    runs = dark_runs(times)
    begin, end = 20 * 1440 - 480, MINUTES - 480  # whole days of Shanghai, where 00:00 is 16:00 UTC
    period = ['--from', '2026-01-21', '--to', '2026-02-10', '--zone', 'Asia/Shanghai', '--json']
    said = json.loads(ask(store, *period).stdout)
    agree(said, compute(runs, begin, end, 480))
    agree(json.loads(ask(store, *period, '--momentary-min', '30', '--celid-hours', '2').stdout),
          compute(runs, begin, end, 480, 30, 120))
    before, within = daily(runs, begin - 5 * 366 * 1440, begin, 480), daily(runs, begin, end, 480)
    major = said['majorEventDays']
    if len(before) < 2:
        check(major['threshold_min'] is None and ask(store, *period, '--exclude-med').returncode == 1, 'no threshold from so few days')
        return
    logs = [math.log(x) for x in before.values()]
    threshold = math.exp(statistics.mean(logs) + 2.5 * statistics.stdev(logs))
    check(math.isclose(major['threshold_min'], threshold, rel_tol=1e-9), f'T_MED is {threshold:.3f} min of {len(before)} days')
    population = json.loads(ask(store, *period, '--population').stdout)['majorEventDays']
    check(math.isclose(population['beta'], statistics.pstdev(logs), rel_tol=1e-9), 'and of a population')
    threshold = statistics.median(within.values()) * 1.0001 if within else 1.0  # sums differ in the last digit
    out = {day for day, minutes in within.items() if minutes > threshold}
    without = json.loads(ask(store, *period, '--exclude-med', '--med-threshold', repr(threshold)).stdout)
    agree(without, compute(runs, begin, end, 480, without=out))
    check(len(without['majorEventDays']['days']) == len(out), f'{len(out)} major event days are named and left out')


def traces():
    """What is in the folder, with time, size and content."""
    found = {}
    for name in sorted(os.listdir(daemon.folder)):
        path = os.path.join(daemon.folder, name)
        with open(path, 'rb') as file:
            found[name] = os.stat(path).st_mtime_ns, file.read()
    return found


def leaves_no_trace():
    """At rest, beside a writer, after a writer was killed; and of a store that is not there, or has nothing in it."""
    store, killed, missing, empty = (os.path.join(daemon.folder, name) for name in ('random-0.sqlite', 'killed ?#%.sqlite', 'missing.sqlite', 'empty.sqlite'))
    before, whole = traces(), ask(store, '--json').stdout
    check(whole.startswith('{') and traces() == before, 'a store at rest is left as it is')
    with sqlite3.connect(store) as writer:
        writer.execute("INSERT INTO note VALUES ('more', 'of it')")
        writer.commit()
        for end in ('', '-wal'):
            shutil.copyfile(store + end, killed + end)
        before = traces()
        check(ask(store, '--json').stdout == whole, 'a store in use is read')
        before.pop('random-0.sqlite-shm')  # who reads is noted there
        after = traces()
        check({name: after.get(name) for name in before} == before, 'and left as it is')
    writer.close()
    before = traces()[os.path.basename(killed)]
    check(ask(killed, '--json').stdout == whole and traces()[os.path.basename(killed)] == before, 'one that was left behind is read with its log')
    ask_missing = ask(missing)
    check(ask_missing.returncode == 1 and 'missing.sqlite' in ask_missing.stderr and not os.path.exists(missing), 'one that is not there is not made')
    with open(empty, 'w', encoding='ascii'):
        pass
    ask_empty = ask(empty)
    check(ask_empty.returncode == 1 and 'nothing in the store' in ask_empty.stderr and os.path.getsize(empty) == 0, 'an empty file stays one')


def usage(store):
    cases = [
        (['--from', 'yesterday'], 2, '--from'), (['--to', '2026-13-01'], 2, '--to'), (['--zone', 'Nowhere/Town'], 2, '--zone'),
        (['--from', '2026-02-01', '--to', '2026-01-01'], 2, 'before it begins'), (['--json', '--csv'], 2, '--csv'),
        (['--momentary-min', '-1'], 2, '--momentary-min'), (['--celid-hours', 'nan'], 2, '--celid-hours'), (['extra'], 2, 'options only'),
        (['--store', 'sqlite:/nowhere/at.all'], 1, '/nowhere/at.all'), (['--region', '/nowhere.gpkg'], 1, 'nowhere.gpkg'),
        (['--help'], 0, ''),
    ]
    for options, code, word in cases:
        result = ask(store, *options)
        check(result.returncode == code and word in result.stderr, f'{" ".join(options)}: {code} {word}')
    csv = ask(store, '--csv')
    check(csv.stdout.startswith('index,value,unit\n') and 'SAIFI,' in csv.stdout, 'CSV')
    check('SAIDI' in ask(store).stdout, 'for people')


try:
    seeds = random.Random(20260105)
    for round_number in range(ROUNDS):
        one_round(random.Random(seeds.random()), round_number)
    print(f'ok: {ROUNDS} random journals give what the table gives')
    usage(os.path.join(daemon.folder, 'random-0.sqlite'))
    leaves_no_trace()
    with sqlite3.connect(os.path.join(daemon.folder, 'random-1.sqlite')) as broken:
        broken.execute("UPDATE journal SET changes = '[{' WHERE seq = 1")
    broken.close()
    result = ask(os.path.join(daemon.folder, 'random-1.sqlite'))
    check(result.returncode == 1 and 'Command 1 of the journal' in result.stderr, 'a damaged journal is refused with its place')
finally:
    daemon.close()
