# SPDX-License-Identifier: GPL-3.0-or-later
"""Servers that misbehave, each in one way; and one that passes everything on to a real gateway until told to lie."""

import http.client
import http.server
import threading
import urllib.parse

HTML = b"<!doctype html><title>Hotel WLAN</title><h1>Please log in"
RUBBISH = {
    "html": (200, "text/html", HTML),
    "empty": (200, "application/json", b""),
    "truncated": (200, "application/geo+json", b'{"type":"FeatureCollection","features":[{"type":"Fea'),
    "wrong types": (200, "application/geo+json",
                    b'{"type":"FeatureCollection","numberMatched":"many","links":7,"features":[{"type":"Feature","id":{},'
                    b'"geometry":{"type":"Point","coordinates":["x",1e999]},"properties":[1]},null,3,'
                    b'{"type":"Feature","id":"o","geometry":{"type":"Point","coordinates":[1e9,-1e9]},"properties":null}]}'),
    "not utf-8": (200, "application/json", b'{"mode":"\xff\xfe\x00live"}'),
    "server error": (500, "text/plain", b"boom"),
    "another service": (200, "application/json", b'{"title":"Somebody else\'s API","links":[]}'),
    "wrong token": (401, "application/problem+json", b'{"type":"/problems/invalid-token","status":401,"code":"invalid-token"}'),
}


class Liar(http.server.ThreadingHTTPServer):
    """Answers everything with one kind of rubbish: a key of RUBBISH, "redirects", "slow" or "endless"."""

    daemon_threads = True

    def __init__(self, lie):
        super().__init__(("127.0.0.1", 0), _Handler)
        self.lie, self.asked, self.closing = lie, 0, threading.Event()
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_port}"

    def stop(self):
        self.closing.set()
        self.shutdown()
        self.server_close()


class _Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        self.server.asked += 1
        lie = self.server.lie
        if lie == "redirects":
            self.send_response(302)
            self.send_header("Location", self.path)
            self.send_header("Content-Length", "0")
            self.end_headers()
        elif lie == "slow":
            self._head(200, "application/json", 1000)
            while not self.server.closing.wait(0.5):
                self.wfile.write(b" ")
        elif lie == "endless":
            self._head(200, "application/json", 1 << 40)
            while not self.server.closing.is_set():
                self.wfile.write(b" " * 65536)
        else:
            status, kind, body = RUBBISH[lie]
            self._head(status, kind, len(body))
            self.wfile.write(body)

    do_POST = do_GET

    def _head(self, status, kind, length):
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(length))
        self.end_headers()

    def handle(self):
        try:
            super().handle()
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True

    def log_message(self, *arguments):
        pass


class Forwarder(http.server.ThreadingHTTPServer):
    """Passes requests on to `target`. `swallow(method)`: from now on the real answer of such requests is
    thrown away and the connection cut: the command arrives, the answer does not. `corrupt(text)`: every
    GET of items is answered with that text, and who asks for changes is told to load all anew."""

    daemon_threads = True

    def __init__(self, target):
        super().__init__(("127.0.0.1", 0), _Passer)
        self.target = urllib.parse.urlsplit(target)
        self.swallowed, self.swallow_method, self.corruption = 0, None, None
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_port}"

    def swallow(self, method):
        self.swallow_method = method

    def corrupt(self, text):
        self.corruption = text

    def stop(self):
        self.shutdown()
        self.server_close()


class _Passer(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def _pass(self):
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if self.server.corruption is not None and "/items" in self.path and self.command == "GET":
            text = self.server.corruption
            self.send_response(200)
            self.send_header("Content-Type", "application/geo+json")
            self.send_header("Content-Length", str(len(text)))
            self.end_headers()
            self.wfile.write(text)
            return
        if self.server.corruption is not None and self.path.startswith("/changes"):
            self.send_response(410)
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        there = http.client.HTTPConnection(self.server.target.hostname, self.server.target.port, timeout=60)
        there.request(self.command, self.path, body or None, {k: v for k, v in self.headers.items() if k != "Host"})
        answer = there.getresponse()
        if self.command == self.server.swallow_method:
            answer.read()
            self.server.swallowed += 1
            self.close_connection = True
            return
        self.send_response(answer.status)
        for name, value in answer.getheaders():
            if name not in ("Transfer-Encoding", "Connection", "Date", "Server"):
                self.send_header(name, value)
        self.send_header("Connection", "close")
        self.end_headers()
        while chunk := answer.read1(65536):
            self.wfile.write(chunk)
            self.wfile.flush()
        self.close_connection = True

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = do_HEAD = do_OPTIONS = _pass

    def handle(self):
        try:
            super().handle()
        except (BrokenPipeError, ConnectionResetError, ConnectionRefusedError, http.client.HTTPException):
            self.close_connection = True

    def log_message(self, *arguments):
        pass
