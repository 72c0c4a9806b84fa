#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A distributor of some hundred thousand rows, as BDGD has it, imported with the shipped profile, beside ogr2ogr copying the
same tables from the same file into a GeoPackage: seconds of processor time, the smallest of three runs each, and their
ratio. The import looks customers up through drops and poles, checks what it wrote and says what is dirty in it; the copy
does none of that.

usage: bench-import.py LAMPLIGHTERD PROFILE [COPIES]
"""
import os
import resource
import sqlite3
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, '..', 'grid'))
import bdgd  # noqa: E402

KEYS = {'COD_ID', 'PAC', 'PAC_1', 'PAC_2', 'PAC_3', 'PN_CON', 'PN_CON_1', 'PN_CON_2', 'RAMAL', 'UNI_TR_MT', 'CTMT', 'PAC_INI'}


def multiply(path, copies):
    """So many utilities side by side in one file, each with keys of its own; the rows there are then."""
    base = sqlite3.connect(path)
    base.execute('create temp table copy (i integer)')
    base.executemany('insert into copy values (?)', [(i,) for i in range(1, copies)])
    n = 0
    for table, in base.execute("select table_name from gpkg_contents where table_name <> 'SUB'").fetchall():
        for trigger, in base.execute("select name from sqlite_master where type = 'trigger' and tbl_name = ?", (table,)).fetchall():
            base.execute(f'drop trigger "{trigger}"')
        columns = [row[1] for row in base.execute(f'pragma table_info("{table}")') if not row[5]]
        made = ', '.join(f"case when trim({c}) in ('', '0') then {c} else copy.i || '_' || {c} end" if c in KEYS else c for c in columns)
        base.execute(f'insert into "{table}" ({", ".join(columns)}) select {made} from "{table}", copy')
        rows = base.execute(f'select count(*) from "{table}"').fetchone()[0]
        base.execute('update gpkg_ogr_contents set feature_count = ? where table_name = ?', (rows, table))
        n += rows
    base.commit()
    return n


def best(command, target):
    """Processor seconds of the fastest of three runs, and the most memory of any child so far, in MB."""
    took = []
    for _ in range(3):
        if os.path.exists(target):
            os.unlink(target)
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        took.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return min(took), resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024


def main(folder, program, profile, copies=2000):
    source = bdgd.write(bdgd.make(), folder, geopackage=True)
    rows = multiply(source, int(copies))
    copied, region = os.path.join(folder, 'copied.gpkg'), os.path.join(folder, 'region.gpkg')
    copy, _ = best(['ogr2ogr', '-f', 'GPKG', '-lco', 'SPATIAL_INDEX=NO', copied, source], copied)
    took, memory = best([program, 'grid', 'import', '--profile', profile, source, region], region)
    print(f'{rows:,} rows: import {took:.1f} s ({rows / took:,.0f} rows/s, {memory:.0f} MB), ogr2ogr copying them {copy:.1f} s; ratio {took / copy:.2f}')


with tempfile.TemporaryDirectory(prefix='lamp-bench-') as work:
    main(work, *sys.argv[1:4])
