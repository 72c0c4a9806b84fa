#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Energising, switching and tracing a grid of a million elements, beside igraph (a graph library in C) on the same graph in
the same run. Medians, of processor time on both sides. igraph answers with connectivity alone: no phases, no customers, no sums; and it keeps nothing between
changes, so after one it looks at the part again. Ends with 1 when a limit is missed.

usage: bench-topology.py BENCH_TOPOLOGY [ELEMENTS]"""
import os
import statistics
import subprocess
import sys
import tempfile
import time

try:
    import igraph
except ImportError:
    print('skipped: igraph is not here (package python3-igraph)')
    sys.exit(77)

RUNS = 5
# What we measure: its limit in ms, and the peer's question.
LIMITS = {
    'energise from scratch': (50.0, 'all components'),
    'bring a dead grid to life by its breakers': (None, 'all components'),
    'one switch change': (1.0, 'what hangs on one node'),
    'open a feeder\'s breaker': (None, 'what hangs on one node'),
    'trace up': (10.0, 'a shortest path'),
    'trace down from a feeder\'s breaker': (10.0, 'what hangs on one node'),
    'trace between': (10.0, 'a shortest path'),
    'trace to the protective device': (10.0, 'a shortest path'),
    'trace what is connected': (10.0, 'what hangs on one source'),
    'trace to isolating switches': (10.0, 'what hangs on one node'),
    'restoration options of a fault': (None, 'all components'),
}


def measure(question):
    times = []
    for _ in range(RUNS):
        started = time.process_time()
        question()
        times.append((time.process_time() - started) * 1e3)
    return statistics.median(times)


def ask_peer(edges, head, other):
    graph = igraph.Graph.Read_Edgelist(edges, directed=False)
    whole = graph.copy()
    graph.delete_edges([(head[0], head[1])])
    return {
        'all components': measure(whole.connected_components if hasattr(whole, 'connected_components') else whole.clusters),
        'what hangs on one node': measure(lambda: graph.subcomponent(head[1])),
        'what hangs on one source': measure(lambda: whole.subcomponent(head[1])),
        'a shortest path': measure(lambda: whole.get_shortest_paths(other[0], to=head[0])),
    }


def main():
    with tempfile.TemporaryDirectory(prefix='lamp-bench-') as folder:
        edges = os.path.join(folder, 'edges')
        out = subprocess.run([sys.argv[1], edges, *sys.argv[2:]], stdout=subprocess.PIPE, text=True, check=True).stdout
        rows = {name: (float(a), float(b)) for name, a, b in (line.split('\t') for line in out.splitlines())}
        peer = ask_peer(edges, [int(n) for n in rows['head']], [int(n) for n in rows['other']])
    print(f'{rows["elements"][0]:,.0f} elements, {rows["sources"][0]:.0f} sources; medians in ms of processor time; igraph {igraph.__version__}')
    missed = []
    for name, (limit, question) in LIMITS.items():
        ours = rows[name][0]
        theirs = peer[question]
        over = limit is not None and ours > limit
        missed += [name] if over else []
        says = '' if limit is None else f'limit {limit:g}: {"MISSED" if over else "kept"}'
        print(f'{name:44} {ours:9.3f} (worst {rows[name][1]:.3f})   igraph, {question}: {theirs:9.3f}   ratio {ours / theirs:7.4f}   {says}')
    return 1 if missed else 0


sys.exit(main())
