# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes extracts of OpenStreetMap, so that tests need none of others (wiki.openstreetmap.org/wiki/PBF_Format)."""
import struct
import zlib


def varint(n):
    out = bytearray()
    while n > 0x7f:
        out.append(n & 0x7f | 0x80)
        n >>= 7
    out.append(n)
    return bytes(out)


def signed(n):
    return varint((n << 1) ^ (n >> 63))


def field(number, content):
    """A number, or bytes."""
    if isinstance(content, int):
        return varint(number << 3) + varint(content)
    return varint(number << 3 | 2) + varint(len(content)) + content


def deltas(numbers):
    out, before = [], 0
    for n in numbers:
        out.append(signed(n - before))
        before = n
    return b''.join(out)


def block(kind, content):
    blob = field(2, len(content)) + field(3, zlib.compress(content, 1))
    header = field(1, kind.encode()) + field(3, len(blob))
    return struct.pack('>I', len(header)) + header + blob


class Strings:
    def __init__(self):
        self.index = {'': 0}

    def __call__(self, text):
        return self.index.setdefault(text, len(self.index))

    def table(self):
        return field(1, b''.join(field(1, text.encode()) for text in self.index))


def units(degrees):
    return round(degrees * 1e7)


def node_block(nodes):
    """(id, lon, lat, tags)"""
    strings, tags = Strings(), []
    for _, _, _, of_node in nodes:
        for key, value in of_node.items():
            tags += [strings(key), strings(value)]
        tags.append(0)
    dense = field(1, deltas(n[0] for n in nodes)) + field(8, deltas(units(n[2]) for n in nodes)) + field(9, deltas(units(n[1]) for n in nodes))
    dense += field(10, b''.join(varint(t) for t in tags))
    return block('OSMData', strings.table() + field(2, field(2, dense)))


def tag_fields(strings, tags):
    return b'' if not tags else field(2, b''.join(varint(strings(k)) for k in tags)) + field(3, b''.join(varint(strings(v)) for v in tags.values()))


def way_block(ways):
    """(id, tags, nodes)"""
    strings = Strings()
    group = b''.join(field(3, field(1, way) + tag_fields(strings, tags) + field(8, deltas(nodes))) for way, tags, nodes in ways)
    return block('OSMData', strings.table() + field(2, group))


def relation_block(relations):
    """(id, tags, [(way, role)])"""
    strings, group = Strings(), b''
    for relation, tags, members in relations:
        group += field(4, field(1, relation) + tag_fields(strings, tags) + field(8, b''.join(varint(strings(role)) for _, role in members)) +
                       field(9, deltas(way for way, _ in members)) + field(10, b''.join(varint(1) for _ in members)))
    return block('OSMData', strings.table() + field(2, group))


def header_block(box=None):
    """(west, south, east, north) or nothing"""
    content = b''
    if box:
        west, south, east, north = (round(x * 1e9) for x in box)
        content = field(1, b''.join(varint(i << 3) + signed(x) for i, x in ((1, west), (2, east), (3, north), (4, south))))
    return block('OSMHeader', content + field(4, b'OsmSchema-V0.6') + field(4, b'DenseNodes') + field(16, b'tests'))


def write(path, nodes, ways, relations, box=None, at_a_time=8000):
    with open(path, 'wb') as file:
        file.write(header_block(box))
        for things, make in ((nodes, node_block), (ways, way_block), (relations, relation_block)):
            for i in range(0, len(things), at_a_time):
                file.write(make(things[i:i + at_a_time]))
