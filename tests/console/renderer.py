# SPDX-License-Identifier: GPL-3.0-or-later
"""The program itself chooses by what its window is drawn. usage: renderer.py LAMPLIGHTER, on a display without a graphics card."""
import os
import subprocess
import sys


def main():
    console = subprocess.Popen([sys.argv[1]], env={**os.environ, "G_MESSAGES_DEBUG": "lamp-renderer"}, text=True,
                               stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    try:
        for line in console.stdout:
            if "cairo draws the windows" in line:
                return 0
            if "GTK chooses" in line:
                print("this display has a graphics card, or no OpenGL")
                return 77
        print("it ended without a word of what draws its window")
        return 1
    finally:
        console.kill()


sys.exit(main())
