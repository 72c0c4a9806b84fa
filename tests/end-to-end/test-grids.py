#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Real grids made by others: imported by their profiles, counted, served and drawn in the real window."""

import json
import os
import subprocess

import desk

HERE = os.path.dirname(os.path.abspath(__file__))
PROFILES = os.path.join(HERE, "..", "..", "data", "profiles")
GROUND = "#F3F2EF"  # of the day palette: what is not drawn on


def drawn_share(picture):
    """How much of the middle of the map is not bare ground."""
    said = subprocess.run(
        ["convert", picture, "-gravity", "center", "-crop", "500x400+0+80", "+repage", "-fuzz", "2%", "-fill", "black",
         "+opaque", GROUND, "-fill", "white", "-opaque", GROUND, "-format", "%[fx:1-mean]", "info:"],
        check=True, capture_output=True, text=True).stdout
    return float(said)


def imports_and_is_drawn(profile, *path):
    def case(stage):
        source = os.path.join(os.environ.get("LAMP_SHARED_DATA", ""), *path)
        if not os.path.exists(source):
            raise desk.Skip(f"no {os.path.join(*path)} here: it is not part of the project")
        program = os.path.join(stage.build, "app/gateway/lamplighterd")
        region = os.path.join(stage.folder, "region.gpkg")
        subprocess.run([program, "grid", "import", "--profile", os.path.join(PROFILES, profile), source, region],
                       check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        checked = subprocess.run([program, "grid", "check", region, "--json"], capture_output=True, text=True, check=True)
        counts = json.loads(checked.stdout)["counts"]
        assert counts["lines"] > 1000 and counts["sources"] >= 1, counts
        gateway = stage.gateway("--seed", "7", region=region)
        picture = os.path.join(stage.folder, "picture.png")
        console = stage.console(gateway.url, gateway.token_file, expect_window=False, more=["--screenshot", picture])
        assert console.process.wait(120) == 0, console.log_text()
        share = drawn_share(picture)
        assert share > 0.02, f"only {share:.1%} of the map is drawn on"

    case.__name__ = "imports_and_is_drawn_" + path[0]
    return case


if __name__ == "__main__":
    desk.run(imports_and_is_drawn("smartds.ini", "greensboro", "three-substations.gpkg"),
             imports_and_is_drawn("ieee9500.ini", "ieee9500", "ieee9500.gpkg"))
