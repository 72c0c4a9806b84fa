#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whatever a server answers, the window says one clear sentence with what to do, and lives."""

import desk
import liar
from desk import wait_for

from importlib import import_module

assigning = import_module("test-assign")

# A sentence that ends, and names what could be done or what will be.
SENTENCE = r".{12,}\."


def says_and_lives(lie):
    def case(stage):
        server = liar.Liar(lie)
        stage.ended.append(server.stop)
        console = stage.console(server.url)
        trouble = console.find("Trouble", patience_s=90)
        text = wait_for("a sentence", lambda: next((n.get_name() for n in console.nodes(trouble)
                                                    if len(n.get_name() or "") > 20), None))
        assert text.rstrip()[-1] in ".…", text
        for word in ("null", "(null)", "GError", "0x", "json-parser"):
            assert word not in text, text
        assert console.alive()
        console.press("F9", "F9")
        assert console.alive()

    case.__name__ = "says_and_lives_with_" + lie.replace(" ", "_").replace("-", "_")
    return case


def nobody_listens(stage):
    console = stage.console("http://127.0.0.1:9")
    console.find("Trouble")
    assert console.alive()


def no_address_at_all(stage):
    console = stage.console("not an address", expect_window=False)
    wait_for("the end", lambda: console.process.poll() is not None)
    assert console.process.returncode == 2, console.process.returncode
    assert "not an address" in console.log_text()


def a_token_that_is_none(stage):
    gateway = stage.gateway(*assigning.QUICK)
    path = stage.folder + "/bad-token"
    with open(path, "w", encoding="ascii") as file:
        file.write("no-such-token\n")
    console = stage.console(gateway.url, path)
    console.find("Trouble")
    console.says("(?i)token")
    assert console.alive()


def rubbish_in_the_middle_keeps_the_copy(stage):
    gateway = stage.gateway(*assigning.QUICK)
    between = liar.Forwarder(gateway.url)
    stage.ended.append(between.stop)
    console = stage.console(between.url, gateway.token_file)
    outage = assigning.open_outage(gateway)
    assigning.row_of(console, gateway, outage)
    between.corrupt(liar.RUBBISH["wrong types"][2])
    gateway.kill()
    gateway.start()
    console.find("Trouble")
    assert console.all(".+ customers out,", "table row"), "the copy is kept"
    between.corrupt(None)
    wait_for("all to be well again", lambda: not console.all("Trouble"))
    assert console.alive()


if __name__ == "__main__":
    desk.run(*(says_and_lives(lie) for lie in [*liar.RUBBISH, "redirects", "slow", "endless"]), nobody_listens,
             no_address_at_all, a_token_that_is_none, rubbish_in_the_middle_keeps_the_copy)
