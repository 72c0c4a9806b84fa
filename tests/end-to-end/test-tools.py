#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The tools of the map by real pointer and keys: a distance, what lies in a rectangle, a place, a crew that is followed."""

import re
import subprocess

import desk
from desk import wait_for

NOTE_BUTTON = "End this"


def open_map(stage):
    gateway = stage.gateway("--seed", "7")
    console = stage.console(gateway.url, gateway.token_file)
    wait_for("an open outage", lambda: gateway.items("outages"))
    wait_for("the grid to be drawn", lambda: not console.all("Loading the grid"))
    return gateway, console


def map_of(console):
    """The console's X window, and where in it the map lies: looked up once, as looking takes long."""
    box = console.find("Map of the grid").get_component_iface().get_extents(desk.Atspi.CoordType.WINDOW)
    return console.raise_window(), box


def at_map(chart, across, down, *then):
    """The pointer at a share of the map's width and height, then what xdotool does there."""
    window, box = chart
    subprocess.run(["xdotool", "mousemove", "--window", window, str(box.x + int(box.width * across)),
                    str(box.y + int(box.height * down)), *then], check=True)


def dialog_entry(console):
    """The entry of a dialog, which is a window beside the console's, once it has the keyboard."""
    application = console.window.get_parent()
    for index in range(application.get_child_count()):
        for node in console.all("Latitude and longitude", below=application.get_child_at_index(index)):
            if node.get_state_set().contains(desk.Atspi.StateType.FOCUSED):
                return node
    return None


def is_typed(entry, text):
    """No window manager hands the keyboard to a new window, it comes some time later: asked until all of the text arrived."""
    if entry is None:
        return False
    subprocess.run(["xdotool", "key", "ctrl+a"], check=True)
    subprocess.run(["xdotool", "type", text], check=True)
    return desk.text_of(entry) == text


def a_distance_is_measured(stage):
    _, console = open_map(stage)
    console.press("d")
    console.says("Click where the distance begins")
    chart = map_of(console)
    at_map(chart, 0.3, 0.5, "click", "1")
    at_map(chart, 0.6, 0.5)
    console.says(r"^[\d.,]+ k?m · Click or Space")
    at_map(chart, 0.6, 0.6, "click", "1")
    console.press("Return")
    console.says(r"^Distance: [\d.,]+ k?m$")
    console.press("Escape")
    wait_for("the note to go", lambda: not console.all(NOTE_BUTTON))


def a_rectangle_says_what_is_in_it(stage):
    gateway, console = open_map(stage)
    chart = map_of(console)
    subprocess.run(["xdotool", "keydown", "shift"], check=True)
    try:
        at_map(chart, 0.15, 0.25, "mousedown", "1")
        at_map(chart, 0.5, 0.6)
        at_map(chart, 0.85, 0.8, "mouseup", "1")
    finally:
        subprocess.run(["xdotool", "keyup", "shift"], check=True)
    crews = len(gateway.items("crews"))
    said = console.says(r"^\d+ crews? · \d+ available$").get_name()
    assert 0 < int(re.match(r"\d+", said)[0]) <= crews, said
    console.find("Look Closer", "push button")
    subprocess.run(["xdotool", "key", "Escape"], check=True)  # to the card: it has the keyboard
    wait_for("the card to go", lambda: not console.all("Look Closer"))
    console.press("v")
    console.says(r"^\d+ key sites? · \d+ out$")


def a_place_is_gone_to(stage):
    _, console = open_map(stage)
    console.press("ctrl+g")
    wait_for("half a place to be typed", lambda: is_typed(dialog_entry(console), "91, 500"))
    application = console.window.get_parent()
    wait_for("it to be told", lambda: any(console.all("This is no place on earth", below=application.get_child_at_index(i))
                                          for i in range(application.get_child_count())))
    wait_for("the place to be typed", lambda: is_typed(dialog_entry(console), "54.7 N, 2.2 E"))
    subprocess.run(["xdotool", "key", "Return"], check=True)
    console.says("^54.70000, 2.20000$")
    console.press("Escape")
    wait_for("the mark to go", lambda: not console.all(NOTE_BUTTON))


def a_crew_is_followed_until_the_map_is_moved(stage):
    gateway, console = open_map(stage)
    names = "|".join(re.escape(c["name"]) for c in gateway.items("crews"))
    row = console.find(f"({names}),", "list item")  # the first in the roster
    name = row.get_name().split(",")[0]
    console.click(row)
    console.says("Where it is needed|Its work")
    console.press("f")
    console.says(f"^Following {re.escape(name)}")
    chart = map_of(console)
    at_map(chart, 0.4, 0.7, "mousedown", "1")
    at_map(chart, 0.45, 0.72)
    at_map(chart, 0.6, 0.8, "mouseup", "1")
    wait_for("it to be let go", lambda: not console.all(NOTE_BUTTON))


def menus_are_had_by_keys(stage):
    _, console = open_map(stage)
    grid = console.find("Map of the grid")

    def close_menu(item):
        subprocess.run(["xdotool", "key", "Escape"], check=True)  # to the menu: it has the keyboard
        wait_for("the menu to go", lambda: not console.all(item, "menu item"))

    console.press("alt+4", "Menu")  # of the ground
    console.find("Copy Coordinates", "menu item", grid)
    close_menu("Copy Coordinates")
    console.press("alt+2", "Down", "Menu")  # of a crew, in its list
    console.find("Follow on the Map", "menu item")
    close_menu("Follow on the Map")


if __name__ == "__main__":
    desk.run(a_distance_is_measured, a_rectangle_says_what_is_in_it, a_place_is_gone_to,
             a_crew_is_followed_until_the_map_is_moved, menus_are_had_by_keys)
