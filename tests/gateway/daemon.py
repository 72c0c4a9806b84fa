# SPDX-License-Identifier: GPL-3.0-or-later
"""A real lamplighterd in a folder of its own, over Toytown, for tests that kill it or ask it on the command line."""
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request

PATIENCE_S = 60


class Daemon:
    def __init__(self, program, toy_region, *options):
        self.program, self.options = program, options
        self.folder = tempfile.mkdtemp(prefix='lamplighterd-')
        self.region = os.path.join(self.folder, 'toytown.gpkg')
        self.store = os.path.join(self.folder, 'store.sqlite')
        self.token_file = os.path.join(self.folder, 'token')
        self.process = None
        subprocess.run([toy_region, self.region], check=True)

    def start(self):
        self.process = subprocess.Popen(
            [self.program, 'demo', '--region', self.region, '--port', '0', '--store', 'sqlite:' + self.store,
             '--token-file', self.token_file, *self.options], stdout=subprocess.PIPE, text=True)
        line = self.process.stdout.readline()
        assert line.startswith('listening on http://127.0.0.1:'), f'the first line was {line!r}'
        self.url = line.split()[-1]
        with open(self.token_file, encoding='ascii') as file:
            self.token = file.read().strip()

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()
        self.process.stdout.close()

    def stop(self):
        self.process.terminate()
        code = self.process.wait(PATIENCE_S)
        self.process.stdout.close()
        return code

    def close(self):
        if self.process is not None and self.process.poll() is None:
            self.kill()
        shutil.rmtree(self.folder)

    def ask(self, path, body=None, **headers):
        """(status, JSON) of a GET, or of a POST when there is a body. OSError when there was no whole answer."""
        request = urllib.request.Request(self.url + path)
        if body is not None:
            request.data = json.dumps(body).encode()
            request.add_header('Content-Type', 'application/json')
            request.add_header('Authorization', 'Bearer ' + self.token)
        for name, value in headers.items():
            request.add_header(name.replace('_', '-'), value)
        try:
            with urllib.request.urlopen(request, timeout=PATIENCE_S * 2) as answer:
                return answer.status, json.load(answer)
        except urllib.error.HTTPError as problem:
            return problem.code, json.load(problem)

    def features(self, collection):
        found, url = [], f'/collections/{collection}/items?limit=1000'
        while url is not None:
            status, page = self.ask(url)
            assert status == 200, page
            found += page['features']
            following = next((link['href'] for link in page['links'] if link['rel'] == 'next'), None)
            url = following[len(self.url):] if following else None
        return found


def wait_for(what, condition):
    deadline = time.monotonic() + PATIENCE_S
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > deadline:
            sys.exit(f'FAILED: waited {PATIENCE_S} s for {what}')
        time.sleep(0.05)


def check(good, word):
    if not good:
        sys.exit(f'FAILED: {word}')
    print('ok:', word, flush=True)
