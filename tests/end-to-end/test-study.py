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


def height_of(node):
    return node.get_component_iface().get_extents(desk.Atspi.CoordType.WINDOW).height


def show_a_switch(console, gateway):
    """By the supply point of a key site that has supply to the switch that feeds it: the map then has it in the middle of
    what is free. What is looked for is looked for in its own part of the window: a walk over all of it takes long."""
    console.raise_window()
    console.press("alt+3")
    console.click(console.find(r"Last source \d+"))

    def a_site():
        names = [re.escape(s["name"]) for s in gateway.items("sites") if s["supplyState"] == "lastSource"]
        return names and next(iter(console.all(f"({'|'.join(names)}),")), None)

    console.click(wait_for("a key site on its last source", a_site))
    # The button that shows it is called so too.
    inspector = wait_for("the inspector", lambda: next((n for n in console.all("Inspector$") if height_of(n) > 200), None))
    console.click(console.find("Feeder .+, .+ · live", "push button", inspector))
    console.click(console.find(SWITCHES, "push button", inspector))
    console.find("What If It Opens", "push button", inspector)


def right_click_the_middle(console, grid):
    """Where the switch is. Newer GTK tells places without the padding of what is around them: then it is a little farther on."""
    box = grid.get_component_iface().get_extents(desk.Atspi.CoordType.WINDOW)
    window = console.raise_window()
    x, y = box.x + (24 + box.width - 60) // 2, box.y + (84 + box.height - 24) // 2
    for farther in range(0, 20, 5):
        subprocess.run(["xdotool", "mousemove", "--window", window, str(x + farther), str(y + farther), "click", "3"], check=True)
        wait_for("a menu", lambda: console.all("Trace|Measure From Here", "menu item", grid))
        if console.all("What If It Opens", "menu item", grid):
            return
        subprocess.run(["xdotool", "key", "Escape"], check=True)
        wait_for("the menu to go", lambda: not console.all("Measure From Here", "menu item", grid))
    raise AssertionError("no menu of the switch")


def what_if_is_never_sent(stage):
    gateway = stage.gateway(*QUICK)
    console = stage.console(gateway.url, gateway.token_file)
    before = journal_of(gateway)
    show_a_switch(console, gateway)
    grid = console.find("Map of the grid")
    right_click_the_middle(console, grid)
    console.press("w")
    banner = console.find("Study$")
    console.find("STUDY — nothing is sent", below=banner)
    console.find("1 switch changed · .*customers? loses? supply", below=banner)
    assert not console.all("customers out"), "figures of the reality stand on the study"
    assert journal_of(gateway) == before
    console.press("ctrl+z")
    console.find(".*Right-click a switch: what if it opens or closes", below=banner)
    # The menu by the keyboard, in the study.
    console.press("shift+F10")
    console.find("Trace Down", "menu item", grid)
    console.press("d")
    card = console.find("Everything behind")
    console.find("In the study · Counted", below=card)
    # The card goes, then the selection, then the study, which has no steps to lose.
    console.press("Escape")
    console.press("Escape")
    console.press("Escape")
    wait_for("the banner to go", lambda: not console.all("STUDY"))
    console.says("customers out")
    assert journal_of(gateway) == before


if __name__ == "__main__":
    desk.run(what_if_is_never_sent)
