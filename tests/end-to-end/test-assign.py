#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The main job in the real window: an outage appears, one click sends a crew, everybody sees it, the lights come back."""

import re

import desk
from desk import wait_for

OPEN = ("predicted", "confirmed", "partiallyRestored")
QUICK = ("--seed", "7")


def open_outage(gateway):
    return wait_for("an open outage", lambda: next((o for o in gateway.items("outages") if o["status"] in OPEN), None))


def row_of(console, gateway, outage):
    """The agenda's row is named by its device, and which device it is may be seen anew at any moment."""
    def look():
        now = next(o for o in gateway.items("outages") if o["id"] == outage["id"])
        return next(iter(console.all(f".*{re.escape(now['deviceName'])},", "table row")), None)

    console.raise_window()
    return wait_for(f"the row of {outage['id']}", look)


def select(console, gateway, outage):
    console.click(row_of(console, gateway, outage))
    console.says(f"Outage {outage['id']}")


def assign_by_click(console):
    button = console.find("Assign .+ to .+", "push button")
    name = " ".join(desk.spoken(button))
    console.click(button)
    return name


def one_click_assigns_and_the_lights_come_back(stage):
    gateway = stage.gateway(*QUICK)
    mine = stage.console(gateway.url, gateway.token_file)
    other = stage.console(gateway.url, gateway.token("zhang.min"))
    outage = open_outage(gateway)
    select(mine, gateway, outage)
    pressed = assign_by_click(mine)
    made = wait_for("the assignment on the server",
                    lambda: next((a for a in gateway.items("assignments") if a["outage"] == outage["id"]), None))
    crew = next(c for c in gateway.items("crews") if c["id"] == made["crew"])
    assert crew["name"] in pressed, f"{pressed!r} sent {crew['name']}"
    mine.says(f"{crew['name']} assigned to")
    select(other, gateway, outage)
    other.says(f"assigned {crew['name']}")
    wait_for("the lights", lambda: next(o for o in gateway.items("outages")
                                        if o["id"] == outage["id"])["status"] in ("restored", "closed"), 120)
    mine.says("supply restored")
    assert len([a for a in gateway.items("assignments") if a["outage"] == outage["id"]]) == 1


def the_keyboard_alone_assigns(stage):
    gateway = stage.gateway(*QUICK)
    console = stage.console(gateway.url, gateway.token_file)
    outage = open_outage(gateway)
    row_of(console, gateway, outage)
    console.press("n")
    console.says("Outage O-")
    console.find("Assign .+ to .+", "push button")
    console.press("a")
    wait_for("the assignment", lambda: gateway.items("assignments"))


def undo_takes_it_back(stage):
    gateway = stage.gateway(*QUICK)
    console = stage.console(gateway.url, gateway.token_file)
    outage = open_outage(gateway)
    select(console, gateway, outage)
    assign_by_click(console)
    console.click(console.find("Undo", "push button"))
    wait_for("the assignment", lambda: any(a["outage"] == outage["id"] for a in gateway.items("assignments")))
    wait_for("the recall", lambda: not any(a["outage"] == outage["id"] for a in gateway.open_assignments()))
    made = [a for a in gateway.items("assignments") if a["outage"] == outage["id"]]
    assert [a["status"] for a in made] == ["recalled"], made


def of_two_dispatchers_at_once_one_is_told(stage):
    gateway = stage.gateway(*QUICK)
    consoles = [stage.console(gateway.url, gateway.token(user)) for user in ("li.wei", "zhang.min")]
    outage = open_outage(gateway)
    for console in consoles:
        select(console, gateway, outage)
        console.find("Assign .+ to .+", "push button")
    gateway.freeze()
    for console in consoles:
        assign_by_click(console)
        # A button pressed by a screen reader acts a quarter of a second later; by then the other may have been told.
        console.says("sending…")
    gateway.thaw()
    wait_for("the winner", lambda: [a for a in gateway.open_assignments() if a["outage"] == outage["id"]])
    told = wait_for("one to be told", lambda: [c for c in consoles if c.all(".+ was assigned to .+ by ")])
    made = [a for a in gateway.items("assignments") if a["outage"] == outage["id"]]
    assert len(told) == 1 and len(made) == 1, (len(told), made)
    loser = told[0]
    assert made[0]["by"] in loser.says(".+ was assigned to .+ by ").get_name()
    loser.click(loser.find("Leave It", "push button"))
    wait_for("the strip to go", lambda: not loser.all("Leave It", "push button"))
    assert len([a for a in gateway.items("assignments") if a["outage"] == outage["id"]]) == 1


if __name__ == "__main__":
    desk.run(one_click_assigns_and_the_lights_come_back, the_keyboard_alone_assigns, undo_takes_it_back,
             of_two_dispatchers_at_once_one_is_told)
