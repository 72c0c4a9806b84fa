#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The demo's story, with a kill -9 in its middle: an outage comes, a crew is sent, the gateway dies and comes back, the crew
arrives, repairs, and the lights are back. Meanwhile a hasty dispatcher does everything that can be done, at random.
"""
import random
import sys

from daemon import Daemon, check, wait_for

SPEED = 120

random.seed(42)
daemon = Daemon(sys.argv[1], sys.argv[2], '--speed', str(SPEED))


def items(collection):
    return {f['id']: {**f['properties'], 'etag': f['etag']} for f in daemon.features(collection)}


def assign(outage, crew, **more):
    return daemon.ask('/collections/assignments/items', {'outage': outage, 'crew': crew, **more})


def act(collection, name, action, **more):
    return daemon.ask(f'/collections/{collection}/items/{name}/actions', {'action': action, **more}, If_Match='*')


def find_open():
    return [name for name, o in items('outages').items() if o['status'] in ('predicted', 'confirmed', 'partiallyRestored')]


def crew_free():
    return next(name for name, c in items('crews').items() if c['status'] == 'available')


def be_hasty(turns):
    """Whatever comes of it is an answer of the API, never a 5xx."""
    for _ in range(turns):
        outages, crews, jobs = list(items('outages')), list(items('crews')), list(items('assignments'))
        choice = random.randrange(8)
        if choice < 3 and outages:
            status, _ = assign(random.choice(outages), random.choice(crews), asSecond=random.random() < 0.5)
        elif choice < 6 and jobs:
            status, _ = act('assignments', random.choice(jobs), random.choice(['advance', 'suspend', 'recall']))
        elif outages:
            status, _ = act('outages', random.choice(outages), random.choice(['acknowledge', 'close']))
        else:
            continue
        if status not in (200, 201, 409, 429):
            sys.exit(f'FAILED: a hasty dispatcher was told {status}')


def check_crews():
    """A crew's present assignment is open and its own; a free crew has none."""
    crews, jobs = items('crews'), items('assignments')
    for name, crew in crews.items():
        job = jobs.get(crew['currentAssignment'])
        if crew['currentAssignment'] is None:
            if crew['status'] not in ('available', 'offShift'):
                return False
        elif job is None or job['crew'] != name or job['status'] in ('recalled', 'suspended', 'fieldComplete'):
            return False
    return True


try:
    daemon.start()
    outage = wait_for('the first outage', find_open)[0]
    crew = crew_free()
    status, made = assign(outage, crew)
    check(status == 201, f'{crew} is sent to {outage}')
    job = made['id']
    wait_for('the crew to set out', lambda: items('assignments')[job]['status'] not in ('assigned', 'acknowledged'))
    before = daemon.ask('/clock')[1]['now']
    places = {name: c['positionAt'] for name, c in items('crews').items()}
    daemon.kill()
    daemon.start()
    after = items('assignments')[job]
    check(after['status'] in ('enroute', 'arrived', 'working', 'fieldComplete'), f'after kill -9 it is still {after["status"]}')
    check(outage in items('outages'), 'the outage is still there')
    wait_for('the crew to be done', lambda: items('assignments')[job]['status'] == 'fieldComplete')
    place = items('assignments')[job]['outage']
    wait_for('the lights to be back', lambda: items('outages')[place]['status'] == 'restored')
    check(True, f'{place} is restored')
    check(act('outages', place, 'close', text='done')[0] == 200, 'and closed')
    wait_for('the clock to be past the kill', lambda: daemon.ask('/clock')[1]['now'] > before)
    wait_for('fixes to come again', lambda: any(c['positionAt'] != places[n] for n, c in items('crews').items()))
    for _ in range(3):
        be_hasty(60)
        daemon.kill()
        daemon.start()
        be_hasty(20)
        wait_for('crews and assignments to agree', check_crews)
    check(True, 'a hasty dispatcher and three kills later crews and assignments agree')
    check(daemon.stop() == 0, 'a clean end')
finally:
    daemon.close()
