#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Kills a real gateway in the middle of a burst of commands, again and again.

Property: what was answered 2xx is there exactly once afterwards; what was not answered is there at most once, and once it
has been sent again with its key, exactly once. The journal has no gap and adds up to what the collections show.
"""
import http.client
import random
import sys
import threading
import time
import uuid

from daemon import Daemon, check, wait_for

ROUNDS = 4
THREADS = 8

random.seed(20260105)
daemon = Daemon(sys.argv[1], sys.argv[2], '--speed', '30')


def send(outage, key, text):
    """The status, or None when the gateway died before it had answered."""
    try:
        return daemon.ask(f'/collections/outages/items/{outage}/actions', {'action': 'note', 'text': text},
                          Idempotency_Key=f'"{key}"', If_Match='*')[0]
    except (OSError, http.client.HTTPException, ValueError):
        return None


def burst(outage, sent, stop):
    while not stop.is_set():
        key = str(uuid.uuid4())
        status = send(outage, key, key)
        sent.append((key, status))
        if status is None:
            return
        if status == 429:
            time.sleep(0.2)


def count_notes():
    counts = {}
    for feature in daemon.features('outages'):
        for note in feature['properties']['notes'] or []:
            counts[note['text']] = counts.get(note['text'], 0) + 1
    return counts


def check_journal():
    rows = daemon.features('journal')
    world, keys = {}, []
    for n, row in enumerate(rows):
        row = row['properties']
        check(row['seq'] == n + 1, f'command {n + 1} is there') if row['seq'] != n + 1 else None
        keys += [row['idempotencyKey']] if row['idempotencyKey'] else []
        for change in row['changes']:
            place = change['collection'], change['id']
            if change['before'] != world.get(place):
                sys.exit(f'FAILED: command {row["seq"]} does not begin where the one before it ended: {place}')
            world[place] = change['after']
    check(len(keys) == len(set(keys)), f'no key in two of {len(rows)} commands')
    moving = ('positionAt', 'speed_mps', 'heading_deg', 'source')
    for collection in ('outages', 'assignments', 'sites', 'switches', 'calls', 'crews'):
        for feature in daemon.features(collection):
            told = world.get((collection, feature['id']))
            if told is None:
                return False  # it came after we had read the journal
            for name, value in feature['properties'].items():
                if not (collection == 'crews' and name in moving) and told['properties'][name] != value:
                    return False
    return True


try:
    daemon.start()
    outage = wait_for('the first outage', lambda: daemon.features('outages'))[0]['id']
    everything = []
    for number in range(ROUNDS):
        sent, stop = [], threading.Event()
        threads = [threading.Thread(target=burst, args=(outage, sent, stop)) for _ in range(THREADS)]
        for thread in threads:
            thread.start()
        wait_for('a dozen answers', lambda: sum(status == 200 for _, status in list(sent)) > 10)
        time.sleep(random.uniform(0, 0.6))  # at any moment of what follows
        daemon.kill()
        stop.set()
        for thread in threads:
            thread.join()
        daemon.start()
        counts = count_notes()
        accepted = [key for key, status in sent if status == 200]
        unknown = [key for key, status in sent if status is None]
        check(len(accepted) > 10, f'round {number}: {len(accepted)} were answered, {len(unknown)} were not')
        check(all(counts.get(key) == 1 for key in accepted), 'each that was answered is there once')
        check(all(counts.get(key, 0) <= 1 for key in unknown), 'each that was not is there at most once')
        check(all(status in (200, 429, None) for _, status in sent), 'nothing else was said')
        check(all(send(outage, key, key) == 200 for key in unknown), 'sent again, they are answered')
        everything += accepted + unknown
        counts = count_notes()
        check(all(counts.get(key) == 1 for key in everything), f'{len(everything)} notes are there, each once')
    # The storm goes on while we compare, so it may take a second look to catch a moment without a change.
    wait_for('a quiet moment in which the journal adds up to the collections', check_journal)
    check(daemon.stop() == 0, 'a clean end on SIGTERM')
finally:
    daemon.close()
