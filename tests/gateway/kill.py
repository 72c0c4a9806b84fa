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
COLLECTIONS = 'outages', 'assignments', 'sites', 'switches', 'calls', 'crews'

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


def read_journal():
    """[(collection, id), what it became] of every change, in order; each begins where the one before it ended."""
    rows = [feature['properties'] for feature in daemon.features('journal')]
    keys = [row['idempotencyKey'] for row in rows if row['idempotencyKey']]
    changes, world = [], {}
    check([row['seq'] for row in rows] == list(range(1, len(rows) + 1)), f'{len(rows)} commands without a gap')
    check(len(keys) == len(set(keys)), f'none of {len(keys)} keys is there twice')
    for row in rows:
        for change in row['changes']:
            place = change['collection'], change['id']
            if change['before'] != world.get(place):
                sys.exit(f'FAILED: command {row["seq"]} does not begin where the one before it ended: {place}')
            world[place] = change['after']
            changes.append((place, change['after']))
    return changes


def shown_now():
    return {(name, feature['id']): feature['properties'] for name in COLLECTIONS for feature in daemon.features(name)}


def is_as(place, shown, told):
    moving = ('positionAt', 'speed_mps', 'heading_deg', 'source') if place[0] == 'crews' else ()
    return told is not None and all(told['properties'][name] == value for name, value in shown.items() if name not in moving)


def check_journal():
    """The storm goes on meanwhile: what is shown is what the journal had between our two looks at it."""
    before = read_journal()
    shown = shown_now()
    after = read_journal()
    check(after[:len(before)] == before, 'the journal only grows')
    possible = {place: [told] for place, told in before}
    for place, told in after[len(before):]:
        possible.setdefault(place, []).append(told)
    missing = [place for place, _ in before if place[0] in COLLECTIONS and place not in shown]
    check(not missing, f'all that was in the journal is shown {missing[:3] or ""}')
    wrong = [place for place, value in shown.items() if not any(is_as(place, value, told) for told in possible.get(place, []))]
    check(not wrong, f'{len(shown)} records are as the journal has them {wrong[:3] or ""}')


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
    check_journal()
    check(daemon.stop() == 0, 'a clean end on SIGTERM')
finally:
    daemon.close()
