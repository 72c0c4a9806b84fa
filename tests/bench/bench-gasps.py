# SPDX-License-Identifier: GPL-3.0-or-later
"""The naive peer of bench-gasps: for every last gasp climb to the source, count for each device; then name the highest device
behind which enough are dark. Prints the seconds that took, without reading the grid."""
import sys
import time
from collections import Counter

try:
    import networkx
except ImportError:
    sys.exit(0)

graph = networkx.DiGraph()
device, customers, gasps = set(), [], []
with open(sys.argv[1]) as lines:
    for line in lines:
        what, *rest = line.split()
        if what == 'e':
            parent, element, named = map(int, rest)
            graph.add_edge(parent, element)
            if named:
                device.add(element)
        elif what == 'c':
            customers.append(int(rest[0]))
        else:
            gasps.append(int(rest[0]))

behind = Counter()
for element in customers:
    while element != -1:
        behind[element] += 1
        element = next(graph.predecessors(element))

began = time.monotonic()
dark = Counter()
for customer in gasps:
    element = customers[customer]
    while element != -1:
        dark[element] += 1
        element = next(graph.predecessors(element))
outages = set()
for customer in gasps:
    element, named = customers[customer], None
    while element != -1:
        if element in device and dark[element] >= 0.35 * behind[element]:
            named = element
        element = next(graph.predecessors(element))
    outages.add(named)
print(time.monotonic() - began)
