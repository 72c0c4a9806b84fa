# SPDX-License-Identifier: GPL-3.0-or-later
"""The fixture server for clients that are not written in C: starts it, knows its address, what it holds, and its log.

Every script here is one client. A script ends with 77 when its client is not installed, and says which package it is in.
"""
import json
import subprocess
import sys
import threading
import urllib.request

COUNTS = {'outages': 60, 'crews': 12, 'assignments': 25, 'sites': 10, 'switches': 0, 'calls': 1234, 'journal': 41}


def skip(word):
    print('SKIP:', word)
    sys.exit(77)


class Server:
    def __init__(self, *options):
        self.process = subprocess.Popen([sys.argv[1], *options], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        stderr=subprocess.PIPE, text=True)
        self.url = self.process.stdout.readline().split()[-1]
        self.log = []
        threading.Thread(target=self.keep_log, daemon=True).start()

    def keep_log(self):
        for line in self.process.stderr:
            self.log.append(line.strip())

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.process.stdin.close()
        self.process.wait(10)

    def get(self, path, **headers):
        request = urllib.request.Request(path if path.startswith('http') else self.url + path, headers=headers)
        with urllib.request.urlopen(request, timeout=120) as answer:
            return json.load(answer)

    def features(self, collection, query='limit=10000'):
        """All features, page by page."""
        url, found = f'/collections/{collection}/items?{query}', []
        while url is not None:
            page = self.get(url)
            found += page['features']
            url = next((link['href'] for link in page['links'] if link['rel'] == 'next'), None)
        return found


def check(good, word):
    if not good:
        print('FAILED:', word)
        sys.exit(1)
    print('ok:', word)


def equal(actual, expected, word):
    check(actual == expected, f'{word}: {actual!r}' + ('' if actual == expected else f', expected {expected!r}'))
