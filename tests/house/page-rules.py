#!/usr/bin/env python3
"""page-rules.py FILE... - does each document of a run (tests/harness/page/
document.md) keep the rules that hold for any run? Says what does not.

page-rules.py --told TABLE STEP FILE - and does it tell what TABLE (tests/pages.txt)
says of that step's demo?"""
import json
import re
import sys

# From which state of TCP to which one a connection can come; between two steps
# it may pass through several.
WAYS = {
    "CLOSED": {"LISTEN", "SYN_SENT", "SYN_RECV"},
    "LISTEN": {"CLOSED", "SYN_RECV"},
    "SYN_SENT": {"ESTABLISHED", "SYN_RECV", "CLOSED"},
    "SYN_RECV": {"ESTABLISHED", "CLOSED"},
    "ESTABLISHED": {"FIN_WAIT_1", "CLOSE_WAIT", "CLOSED"},
    "FIN_WAIT_1": {"FIN_WAIT_2", "CLOSING", "TIME_WAIT", "CLOSED"},
    "FIN_WAIT_2": {"TIME_WAIT", "CLOSED"},
    "CLOSE_WAIT": {"LAST_ACK", "CLOSED"},
    "LAST_ACK": {"CLOSED"},
    "CLOSING": {"TIME_WAIT", "CLOSED"},
    "TIME_WAIT": {"CLOSED"},
}
# From these it is still to begin.
BEGINNING = {None, "CLOSED", "LISTEN"}


def reachable(state):
    """The states that a connection can be in after this one. Once it is over,
    it does not begin again."""
    found, new = set(), {state or "CLOSED"}
    while new:
        found |= new
        new = {then for now in new for then in WAYS[now]} - found
        if state not in BEGINNING:
            new -= {"SYN_SENT", "SYN_RECV", "LISTEN"}
    return found


class Run:
    def __init__(self, path):
        self.path = path
        with open(path, encoding="utf-8") as file:
            text = file.read()
        if "</" in text:
            self.blame(0, "it contains </, which could end a script")
        self.doc = json.loads(text)
        self.steps = self.doc["steps"]

    def blame(self, place, what):
        step = self.steps[place]["text"] if hasattr(self, "steps") else ""
        print(f"{self.path}: step {place}, {step}: {what}")

    def check_references(self):
        doc = self.doc
        for place, step in enumerate(self.steps):
            for name, array in (("lane", "lanes"), ("socket", "sockets"),
                                ("sentence", "sentences"), ("stack", "stacks"),
                                ("pair", "steps"), ("met", "steps")):
                if not 0 <= step.get(name, 0) < max(1, len(doc[array])):
                    self.blame(place, f"{name} is none of the {array}")
            sentence = doc["sentences"][step["sentence"]]
            for language in ("en", "pt"):
                if not sentence[language] or "{" in sentence[language]:
                    self.blame(place, f"has no sentence in {language}")
        for stack in doc["stacks"]:
            for frame in stack:
                lines = doc["sources"][frame["source"]]["lines"]
                if not 1 <= frame["line"] <= len(lines):
                    self.blame(0, f"{frame} is beyond its file")

    def check_order(self):
        for place in range(1, len(self.steps)):
            if self.steps[place]["at"] < self.steps[place - 1]["at"]:
                self.blame(place, "comes before the step before it")

    def check_waits(self):
        """What begins to wait returns, or is open at the end, or its program
        has ended."""
        standing = {}
        for place, step in enumerate(self.steps):
            lane = step["lane"]
            program = self.doc["lanes"][lane]["program"]
            if step["kind"] == "end":
                standing = {other: at for other, at in standing.items()
                            if self.doc["lanes"][other]["program"] != program}
            elif step["kind"] == "return":
                if standing.pop(lane, None) != step["pair"]:
                    self.blame(place, "returns from a call that did not wait")
            elif step["kind"] == "call" and step.get("waits"):
                if lane in standing:
                    self.blame(place, "waits twice at the same time")
                standing[lane] = place
            elif step["kind"] == "call" and lane in standing:
                self.blame(place, "is made while another call waits")
        for lane, place in standing.items():
            if "pair" in self.steps[place]:
                self.blame(place, "never returned, though it has a pair")

    def check_states(self):
        states, here = {}, set()
        for place, step in enumerate(self.steps):
            for change in step.get("changes", []):
                socket = change["socket"]
                if change.get("appears"):
                    here.add(socket)
                elif socket not in here:
                    self.blame(place, f"socket {socket} has not appeared yet")
                if "state" not in change:
                    continue
                before, now = states.get(socket), change["state"]
                if now != before and now not in reachable(before):
                    self.blame(place, f"socket {socket}: {before} cannot become {now}")
                states[socket] = now

    def check_bytes(self):
        """No more is received than was sent before."""
        sent, taken = {}, {}
        for place, step in enumerate(self.steps):
            if step["kind"] not in ("call", "return") or "socket" not in step:
                continue
            socket = self.doc["sockets"][step["socket"]]
            if socket["kind"] != "stream" or "other" not in socket:
                continue
            count = max(0, int(step.get("result", 0)))
            if step["call"].startswith(("send", "write")):
                if step.get("waits") and "pair" in step:
                    count = max(0, int(self.steps[step["pair"]]["result"]))
                elif step["kind"] == "return":
                    count = 0
                sent[step["socket"]] = sent.get(step["socket"], 0) + count
            elif step["call"].startswith(("recv", "read")) and "MSG_PEEK" not in step["text"]:
                taken[step["socket"]] = taken.get(step["socket"], 0) + count
                if taken[step["socket"]] > sent.get(socket["other"], 0):
                    self.blame(place, "receives what was not sent yet")

    def check_repeats(self):
        end = -1
        for repeat in self.doc["repeats"]:
            if not end < repeat["first"] <= repeat["last"] < len(self.steps):
                self.blame(repeat["first"], "a repeat overlaps another")
            end = repeat["last"]

    def check(self):
        self.check_references()
        self.check_order()
        self.check_waits()
        self.check_states()
        self.check_repeats()
        # where steps were left out, their bytes are not here
        if all(repeat["count"] == repeat["last"] - repeat["first"] + 1
               for repeat in self.doc["repeats"]):
            self.check_bytes()


    def tells(self, lane, text, line, english, portuguese):
        doc = self.doc
        for step in self.steps:
            sentence = doc["sentences"][step["sentence"]]
            marked = ""
            if "stack" in step:
                frame = doc["stacks"][step["stack"]][0]
                marked = doc["sources"][frame["source"]]["lines"][frame["line"] - 1]
            if (re.fullmatch(lane, doc["lanes"][step["lane"]]["name"])
                    and re.match(text, step["text"])
                    and (line == "-" or line in marked)
                    and english in sentence["en"] and portuguese in sentence["pt"]):
                return True
        return False

    def check_told(self, table, number):
        with open(table, encoding="utf-8") as file:
            rows = [row.strip().split(" | ") for row in file
                    if row.strip() and not row.startswith("#")]
        for row in rows:
            if row[0] == number and not self.tells(*row[1:]):
                print(f"{self.path}: no step like this: {' | '.join(row)}")


if sys.argv[1] == "--told":
    Run(sys.argv[4]).check_told(sys.argv[2], sys.argv[3])
else:
    for name in sys.argv[1:]:
        Run(name).check()
