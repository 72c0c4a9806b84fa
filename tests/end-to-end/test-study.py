#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A study in the real window: a right click on a switch, what if it opens, numbers; the gateway hears nothing of it."""

import re
import subprocess

import desk
from desk import wait_for

QUICK = ("--seed", "7")
SWITCHES = "(Fuse|LBS|Recloser|Breaker|Disconnector|Sectionaliser) .+, closed"


def journal_of(gateway):
    """What this console's user has had done so far."""
    user = gateway.ask("/me", token_file=gateway.token_file)[1]["name"]
    return [e["seq"] for e in gateway.items("journal", "limit=10000") if e["actor"] == user]


def show_a_switch(console, gateway):
    """By the supply point of a key site that has supply to the switch that feeds it: the map then has it in the middle of
    what is free."""
    console.raise_window()
    console.press("alt+3")
    console.click(console.find(r"Last source \d+"))

    def a_site():
        names = [re.escape(s["name"]) for s in gateway.items("sites") if s["supplyState"] == "lastSource"]
        return names and next(iter(console.all(f"({'|'.join(names)}),")), None)

    console.click(wait_for("a key site on its last source", a_site))
    console.click(console.find("Feeder .+, .+ · live", "push button"))
    console.says("Its way to the source")
    console.click(console.find(SWITCHES, "push button"))
    console.find("What If It Opens", "push button")


def right_click_the_middle(console):
    box = console.find("Map of the grid").get_component_iface().get_extents(desk.Atspi.CoordType.WINDOW)
    window = console.raise_window()
    x, y = box.x + (24 + box.width - 60) // 2, box.y + (84 + box.height - 24) // 2
    subprocess.run(["xdotool", "mousemove", "--window", window, str(x), str(y), "click", "3"], check=True)


def what_if_is_never_sent(stage):
    gateway = stage.gateway(*QUICK)
    console = stage.console(gateway.url, gateway.token_file)
    before = journal_of(gateway)
    show_a_switch(console, gateway)
    right_click_the_middle(console)
    console.find("What If It Opens", "menu item")
    console.press("w")
    console.says("STUDY — nothing is sent")
    console.says("1 switch changed · .*customers? loses? supply")
    assert not console.all("customers out"), "figures of the reality stand on the study"
    assert journal_of(gateway) == before
    console.press("ctrl+z")
    console.says("Right-click a switch: what if it opens or closes")
    # The menu by the keyboard, in the study.
    console.press("shift+F10")
    console.find("Trace Down", "menu item")
    console.press("d")
    console.says("In the study · Counted")
    # The card goes, then the selection, then the study, which has no steps to lose.
    console.press("Escape")
    wait_for("the card to go", lambda: not console.all("Everything behind"))
    console.press("Escape")
    console.press("Escape")
    wait_for("the banner to go", lambda: not console.all("STUDY"))
    console.says("customers out")
    assert journal_of(gateway) == before


if __name__ == "__main__":
    desk.run(what_if_is_never_sent)
