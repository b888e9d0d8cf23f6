#!/usr/bin/env python3
"""photo.py PAGE STEP LANGUAGE FILE: a picture of the page of a run, as it is at a
step in this language, on a screen of 1280 by 720."""
import sys
import tempfile
from pathlib import Path

sys.dont_write_bytecode = True
from browser import Browser, DESK  # noqa: E402


def main():
    page, step, language, file = sys.argv[1:]
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        browser = Browser(profile)
        try:
            browser.screen(DESK)
            browser.scheme('light')
            browser.open(Path(page).resolve().as_uri() + '#s' + step)
            browser.ask(f"document.getElementById('{language}').click()")
            browser.photograph(file)
        finally:
            browser.end()


main()
