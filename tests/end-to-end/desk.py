# SPDX-License-Identifier: GPL-3.0-or-later
"""Drives the real window against the real gateway: what the end-to-end tests share.

A test runs under tests/with-display.sh. It finds things the way a screen reader does (AT-SPI: role and
name), so a control without a name cannot be tested, and acts with a real pointer and real keys (xdotool). Nothing
sleeps for luck: every wait is for a condition, with a deadline, and says what it waited for when it fails.
"""

import contextlib
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import traceback
import urllib.error
import urllib.request
import uuid

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi, GLib  # noqa: E402

PATIENCE_S = float(os.environ.get("LAMP_TEST_PATIENCE", "60"))
POLL_S = 0.1
# What newer accessibility libraries call a role.
ROLES_SINCE = {"push button": "button"}


class Skip(Exception):
    """This machine lacks something the test needs."""


def wait_for(what, condition, patience_s=PATIENCE_S):
    """The first true value of `condition`; fails by naming `what`. AT-SPI hiccups count as "not yet"."""
    deadline = time.monotonic() + patience_s
    while True:
        with contextlib.suppress(GLib.Error):
            value = condition()
            if value:
                return value
        if time.monotonic() > deadline:
            raise AssertionError(f"waited {patience_s:.0f} s for {what}")
        time.sleep(POLL_S)


def has_place(node):
    """GTK tells what is visible, but not what a stack or a revealer keeps hidden: that was never given a place."""
    component = node.get_component_iface()
    if component is None:
        return False
    box = component.get_extents(Atspi.CoordType.WINDOW)
    return box.width > 1 and box.height > 1


def text_of(node):
    """What is written in it."""
    text = node.get_text_iface()
    return Atspi.Text.get_text(text, 0, Atspi.Text.get_character_count(text)) if text else ""


def labels_of(node):
    """What newer GTK only points to: the labels of the items of a menu."""
    return [text_of(relation.get_target(i)) for relation in node.get_relation_set()
            if relation.get_relation_type() == Atspi.RelationType.LABELLED_BY for i in range(relation.get_n_targets())]


def spoken(node):
    """What a screen reader says of it: its name, and what describes it, which newer GTK keeps apart."""
    texts = [node.get_name(), node.get_description()]
    if not texts[0] and node.get_role_name() == "menu item":
        texts += labels_of(node)
    return [(text or "").replace("_", "") for text in texts]


class Gateway:
    """A lamplighterd with its own store; `kill` and `start` again to see what survives."""

    def __init__(self, build, folder, *options, region=None):
        self.program = os.path.join(build, "app/gateway/lamplighterd")
        self.region = region or os.path.join(build, "data/demo-city.gpkg")
        self.folder, self.options = folder, options
        self.store = os.path.join(folder, "store.sqlite")
        self.token_file = os.path.join(folder, "token")
        self.process, self.port = None, 0
        self.start()

    def start(self):
        log = open(os.path.join(self.folder, "gateway.log"), "ab")
        self.process = subprocess.Popen(
            [self.program, "demo", "--region", self.region, "--port", str(self.port), "--store", "sqlite:" + self.store,
             "--token-file", self.token_file, *self.options],
            stdout=subprocess.PIPE, stderr=log, text=True)
        line = self.process.stdout.readline()
        found = re.fullmatch(r"listening on (http://\S+:(\d+))\n", line)
        assert found, f"the gateway's first line was {line!r}"
        self.url, self.port = found[1], int(found[2])

    def token(self, user):
        """A dispatcher's token of that name, as an administrator would make it; returns the file it is in."""
        path = os.path.join(self.folder, "token-" + user)
        made = subprocess.run(
            [self.program, "token", "add", user, "--role", "dispatcher", "--store", "sqlite:" + self.store],
            check=True, capture_output=True, text=True)
        with open(path, "w", encoding="ascii") as file:
            file.write(made.stdout.strip().splitlines()[-1])
        # A running gateway looks for new tokens now and then.
        wait_for("the gateway to know the token", lambda: self.ask("/me", token_file=path)[0] == 200 or time.sleep(0.4))
        return path

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def stop(self):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGCONT)
            self.process.terminate()
            self.process.wait(20)

    def freeze(self):
        """It hears everything and says nothing, until `thaw`."""
        self.process.send_signal(signal.SIGSTOP)

    def thaw(self):
        self.process.send_signal(signal.SIGCONT)

    def act(self, collection, item, body, token_file=None):
        """POSTs an action on an item as it stands now."""
        status, feature = self.ask(f"/collections/{collection}/items/{item}")
        assert status == 200, feature
        return self.ask(f"/collections/{collection}/items/{item}/actions", body, token_file, feature["etag"])

    def ask(self, path, body=None, token_file=None, if_match=None):
        """(status, JSON or None) of a GET, or of a POST when there is a body."""
        request = urllib.request.Request(self.url + path)
        if body is not None:
            request.data = json.dumps(body).encode()
            request.add_header("Content-Type", "application/json")
            request.add_header("Idempotency-Key", f'"{uuid.uuid4()}"')
        if if_match is not None:
            request.add_header("If-Match", if_match)
        if token_file or body is not None:
            with open(token_file or self.token_file, encoding="ascii") as file:
                request.add_header("Authorization", "Bearer " + file.read().strip())
        try:
            with urllib.request.urlopen(request, timeout=120) as answer:
                return answer.status, json.load(answer)
        except urllib.error.HTTPError as problem:
            return problem.code, json.load(problem)

    def items(self, collection, query="limit=1000"):
        status, page = self.ask(f"/collections/{collection}/items?{query}")
        assert status == 200, page
        return [{"id": f["id"], **f["properties"]} for f in page["features"]]

    def open_assignments(self):
        return [a for a in self.items("assignments") if a["status"] not in ("recalled", "fieldComplete")]


class Console:
    """A lamplighter window on this display, seen through AT-SPI."""

    def __init__(self, build, folder, url, token_file=None, size="1600x900", language="C", expect_window=True, left=0,
                 more=()):
        """`left`: where on the screen; a window that others cover is not painted and so never changes."""
        self.folder, self.left, self.stood = folder, left, 0
        home = os.path.join(folder, "home-" + uuid.uuid4().hex[:6])
        self.home = home
        os.makedirs(home)
        self.environment = {
            **os.environ, "HOME": home, "XDG_DATA_HOME": home + "/data", "XDG_CACHE_HOME": home + "/cache",
            "XDG_CONFIG_HOME": home + "/config", "XDG_STATE_HOME": home + "/state", "GSETTINGS_BACKEND": "memory",
            "GSETTINGS_SCHEMA_DIR": os.path.join(build, "data"), "LAMP_LOCALEDIR": os.path.join(build, "po"),
            "GDK_BACKEND": "x11", "GSK_RENDERER": "cairo", "GTK_A11Y": "atspi", "LANGUAGE": language,
            "G_DEBUG": "fatal-warnings",
            # Mesa's driver leaks, and is not used; leaks of ours are for the tests of the widgets to find.
            "GDK_DEBUG": "gl-disable", "GDK_DISABLE": "gl,vulkan", "NO_AT_BRIDGE": "0",
            "ASAN_OPTIONS": os.environ.get("ASAN_OPTIONS", "") + ":detect_leaks=0",
        }
        self.command = [os.path.join(build, "app/console/lamplighter"), "--gateway", url, "--size", size, *more]
        if token_file:
            self.command += ["--token-file", token_file]
        self.start(expect_window)

    def start(self, expect_window=True):
        self.log = open(os.path.join(self.folder, "console.log"), "ab")
        self.process = subprocess.Popen(self.command, env=self.environment, stdout=self.log, stderr=self.log)
        if expect_window:
            self.window = wait_for("the window", self._find_window)
            if self.left:
                wait_for("the window beside the others", self._stand_aside)

    def _stand_aside(self):
        """GTK places a new window itself, sooner or later: moved until it is seen to stay."""
        window = self.window_id()
        if window is None:
            return False
        told = subprocess.run(["xdotool", "getwindowgeometry", "--shell", window], capture_output=True, text=True).stdout
        if f"X={self.left}\n" in told:
            self.stood += 1
        else:
            self.stood = 0
            subprocess.run(["xdotool", "windowmove", window, str(self.left), "0"], check=False)
        return self.stood >= 5

    def _find_window(self):
        assert self.process.poll() is None, "the console ended:\n" + self.log_text()
        desktop = Atspi.get_desktop(0)
        for index in range(desktop.get_child_count()):
            application = desktop.get_child_at_index(index)
            if application and application.get_process_id() == self.process.pid and application.get_child_count():
                return application.get_child_at_index(0)
        return None

    def log_text(self):
        with open(os.path.join(self.folder, "console.log"), encoding="utf-8", errors="replace") as log:
            return log.read()

    def alive(self):
        return self.process.poll() is None

    def nodes(self, below=None):
        """Every accessible that shows, top down."""
        stack = [below or self.window]
        while stack:
            node = stack.pop()
            with contextlib.suppress(GLib.Error):
                if node is None or not node.get_state_set().contains(Atspi.StateType.VISIBLE):
                    continue
                yield node
                stack.extend(node.get_child_at_index(i) for i in reversed(range(node.get_child_count())))

    def all(self, name, role=None, below=None):
        """Those whose name matches the pattern from its start, whose role is the one given, and that have a place."""
        pattern = re.compile(name)
        roles = (role, ROLES_SINCE.get(role))
        return [n for n in self.nodes(below)
                if any(pattern.match(text) for text in spoken(n)) and (role is None or n.get_role_name() in roles)
                and has_place(n)]

    def find(self, name, role=None, below=None, patience_s=PATIENCE_S):
        return wait_for(f"'{name}' ({role or 'any role'}) in the window",
                        lambda: (self.all(name, role, below) or [None])[0], patience_s)

    def says(self, text, patience_s=PATIENCE_S):
        """Waits until some visible label has this text (a pattern)."""
        pattern = re.compile(text)
        return wait_for(f"the window to say '{text}'",
                        lambda: next((n for n in self.nodes()
                                      if pattern.search(n.get_name() or "") and has_place(n)), None), patience_s)

    def row(self, named, patience_s=PATIENCE_S):
        """The row of a list whose screen reader's line has this in it."""
        return self.find(".*" + re.escape(named) + ",", "table row", patience_s=patience_s)

    def window_id(self):
        listed = subprocess.run(["xdotool", "search", "--all", "--pid", str(self.process.pid), "--onlyvisible", "--name", "."],
                                capture_output=True, text=True).stdout.split()
        return listed[0] if listed else None

    def raise_window(self):
        window = wait_for("an X window", self.window_id)
        subprocess.run(["xdotool", "windowraise", window, "windowfocus", "--sync", window], check=True)
        return window

    def middle(self, node):
        box = node.get_component_iface().get_extents(Atspi.CoordType.WINDOW)
        return box.x + box.width // 2, box.y + box.height // 2

    def settled_middle(self, node):
        """Where it comes to rest: what just appeared may still be pushed about by what appears with it."""
        places = [None]

        def rests():
            places.append(self.middle(node))
            return places[-1] == places[-2] and places[-1]

        return wait_for("a place to click", rests, 20)

    def click(self, node, button=1):
        """With the pointer; newer GTK tells places without the window's shadow, so there a button is asked to act."""
        if node.get_role_name() == "button" and button == 1:
            assert node.get_action_iface().do_action(0), node.get_name()
            return
        x, y = self.settled_middle(node)
        window = self.raise_window()
        subprocess.run(["xdotool", "mousemove", "--window", window, str(x), str(y), "click", str(button)], check=True)

    def press(self, *keys):
        window = self.raise_window()
        subprocess.run(["xdotool", "key", "--window", window, *keys], check=True)

    def picture(self, path):
        subprocess.run(["import", "-window", "root", path], check=False)

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def stop(self):
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.process.kill()
        self.log.close()


class Stage:
    """What one case has on: everything it started ends with it, whatever happens."""

    def __init__(self, build):
        self.build = build
        self.folder = tempfile.mkdtemp(prefix="lamp-e2e-")
        self.ended, self.n_consoles = [], 0

    def gateway(self, *options, **more):
        gateway = Gateway(self.build, self.folder, *options, **more)
        self.ended.append(gateway.stop)
        return gateway

    def console(self, url, token_file=None, **more):
        console = Console(self.build, self.folder, url, token_file, left=1600 * self.n_consoles, **more)
        self.n_consoles += 1
        self.ended.append(console.stop)
        return console

    def end(self, failed):
        if failed and "LAMP_TEST_PICTURES" in os.environ:
            os.makedirs(os.environ["LAMP_TEST_PICTURES"], exist_ok=True)
            subprocess.run(["import", "-window", "root",
                            os.path.join(os.environ["LAMP_TEST_PICTURES"], "failed.png")], check=False)
        for end in reversed(self.ended):
            end()
        if failed:
            for name in ("gateway.log", "console.log"):
                path = os.path.join(self.folder, name)
                if os.path.exists(path):
                    with open(path, encoding="utf-8", errors="replace") as log:
                        for line in log.read().splitlines()[-30:]:
                            print(f"# {name}: {line}")
        shutil.rmtree(self.folder, ignore_errors=True)


def run(*cases):
    """Runs every case on a stage of its own and speaks TAP. argv[1] is the build folder."""
    build = os.path.abspath(sys.argv[1])
    only = sys.argv[2:]
    chosen = [c for c in cases if not only or c.__name__ in only]
    failed = 0
    print(f"1..{len(chosen)}", flush=True)
    for number, case in enumerate(chosen, 1):
        title = case.__name__.replace("_", " ")
        stage, bad = Stage(build), True
        try:
            case(stage)
            print(f"ok {number} {title}", flush=True)
            bad = False
        except Skip as why:
            print(f"ok {number} {title} # SKIP {why}", flush=True)
            bad = False
        except Exception:  # pylint: disable=broad-except
            failed += 1
            print(f"not ok {number} {title}", flush=True)
            for line in traceback.format_exc().splitlines():
                print("# " + line, flush=True)
        finally:
            stage.end(bad)
    sys.exit(1 if failed else 0)
