#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The gateway goes away at the worst moment: nothing is lost, nothing is done twice, the window says so and lives."""

import desk
import liar
from desk import wait_for

from importlib import import_module

assigning = import_module("test-assign")


def made_for(gateway, outage):
    return [a for a in gateway.items("assignments") if a["outage"] == outage["id"]]


def killed_between_click_and_answer(stage):
    gateway = stage.gateway(*assigning.QUICK)
    console = stage.console(gateway.url, gateway.token_file)
    outage = assigning.open_outage(gateway)
    assigning.select(console, gateway, outage)
    console.find("Assign .+ to .+", "push button")
    gateway.freeze()
    assigning.assign_by_click(console)
    console.says("sending…")
    gateway.kill()
    console.says("waiting for gateway|waits for the gateway")
    gateway.start()
    wait_for("the assignment after all", lambda: made_for(gateway, outage) or confirm(console))
    wait_for("the outbox to be empty", lambda: not console.all("waiting for gateway|sending…"))
    assert len(made_for(gateway, outage)) == 1, made_for(gateway, outage)


def confirm(console):
    """A storm that went on may have changed what the command was based on: then the console asks."""
    for button in console.all("Send$", "push button"):
        console.click(button)
    return False


def the_answer_is_lost_but_not_the_command(stage):
    gateway = stage.gateway(*assigning.QUICK)
    between = liar.Forwarder(gateway.url)
    stage.ended.append(between.stop)
    console = stage.console(between.url, gateway.token_file)
    outage = assigning.open_outage(gateway)
    assigning.select(console, gateway, outage)
    console.find("Assign .+ to .+", "push button")
    between.swallow("POST")
    assigning.assign_by_click(console)
    wait_for("two attempts", lambda: between.swallowed >= 2)
    between.swallow(None)
    wait_for("the outbox to be empty", lambda: not console.all("waiting for gateway|sending…"))
    assert len(made_for(gateway, outage)) == 1, made_for(gateway, outage)


def the_outbox_outlives_the_console(stage):
    gateway = stage.gateway(*assigning.QUICK)
    console = stage.console(gateway.url, gateway.token_file)
    outage = assigning.open_outage(gateway)
    assigning.select(console, gateway, outage)
    console.find("Assign .+ to .+", "push button")
    gateway.kill()
    assigning.assign_by_click(console)
    console.says("waiting for gateway|waits for the gateway")
    console.kill()
    gateway.start()
    console.start()
    assigning.select(console, gateway, outage)
    wait_for("the assignment after all", lambda: made_for(gateway, outage) or confirm(console))
    assert len(made_for(gateway, outage)) == 1, made_for(gateway, outage)


def lost_is_said_and_reads_stay(stage):
    gateway = stage.gateway(*assigning.QUICK)
    console = stage.console(gateway.url, gateway.token_file)
    outage = assigning.open_outage(gateway)
    assigning.select(console, gateway, outage)
    gateway.kill()
    console.says("(?i)gateway.*(lost|away|not answer|no answer|cannot be reached|unreachable)")
    assert console.all(".+ customers out,", "table row"), "reads stay"
    gateway.start()
    wait_for("the bar to go", lambda: not console.all("(?i).*gateway.*(lost|cannot be reached|unreachable)"))


def nothing_is_called_fresh_with_the_gateway_away(stage):
    gateway = stage.gateway(*assigning.QUICK)
    console = stage.console(gateway.url, gateway.token_file, size="1280x720")
    console.says(r"^\d+ sources? fresh$")
    gateway.kill()
    console.says("Gateway lost since")
    wait_for("no source to be called fresh", lambda: not console.all(r"\d+ sources? fresh"))
    console.find("SCADA")


if __name__ == "__main__":
    desk.run(killed_between_click_and_answer, the_answer_is_lost_but_not_the_command, the_outbox_outlives_the_console,
             lost_is_said_and_reads_stay, nothing_is_called_fresh_with_the_gateway_away)
