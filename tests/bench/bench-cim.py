#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A CIM model of half a gigabyte into a region: processor time and memory, beside xmllint --stream, which only looks at every
element of the same file, and takes turns with it. The file is IEEE 123 over and over, each time with other ids.

usage: bench-cim.py LAMPLIGHTERD SHARED_DATA [MEGABYTES]      exit code 77: the model or xmllint is not there
"""
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile

ROUNDS = 5
UUID = re.compile(r'[0-9A-Fa-f]{8}(?=-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-)')


def make(model, path, size):
    with open(model, encoding='utf-8') as file:
        text = file.read()
    begin = text.index('>', text.index('<rdf:RDF')) + 1
    end = text.rindex('</rdf:RDF>')
    with open(path, 'w', encoding='utf-8') as out:
        out.write(text[:begin])
        for copy in range(size // (end - begin) + 1):
            out.write(UUID.sub(lambda found: f'{(int(found[0], 16) + copy * 0x9E3779B1) & 0xffffffff:08X}', text[begin:end]))
        out.write(text[end:])


def run(*command):
    """Seconds of processor time, and the most memory in MB."""
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        sys.exit(f'{command[0]} failed')
    return used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


def main(program, shared, megabytes='500'):
    model = os.path.join(shared, 'cim', 'IEEE123.xml')
    if not os.path.exists(model) or shutil.which('xmllint') is None:
        print('IEEE123.xml of the shared data, or xmllint, is not there')
        sys.exit(77)
    with tempfile.TemporaryDirectory() as folder:
        source = os.path.join(folder, 'model.xml')
        make(model, source, int(megabytes) * 1000000)
        size = os.path.getsize(source) / 1e6
        rounds = [(run(program, 'grid', 'import', '--place-at', '-30,45', '--place-scale', '0.3048', source, os.path.join(folder, 'region.gpkg')),
                   run('xmllint', '--noout', '--stream', source)) for _ in range(ROUNDS)]
    ours, theirs = (statistics.median(r[side][0] for r in rounds) for side in (0, 1))
    print(f'import of {size:.0f} MB of CIM: {ours:.2f} s of processor time ({size / ours:.0f} MB/s), at most {max(r[0][1] for r in rounds):.0f} MB of memory')
    print(f'xmllint --stream on it:    {theirs:.2f} s ({size / theirs:.0f} MB/s)')
    print(f'ratio {ours / theirs:.2f}, medians of {ROUNDS} in turns')


main(*sys.argv[1:])
