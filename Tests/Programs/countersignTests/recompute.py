#!/usr/bin/env python3
"""Recomputes what a store's log claims, with nothing but Python's own libraries.

Written from docs/formats.md alone: it opens the database read-only and prints one JSON object:
events, root, commitments (how many were compared), digests by handoff, and faults.
"""
import hashlib
import json
import sqlite3
import sys


def sha256(*parts):
    return hashlib.sha256(b"".join(parts)).digest()


# RFC 8785 ---------------------------------------------------------------------------------------------------------------------

def number(value):
    """ECMAScript's Number::toString, from Python's shortest digits."""
    if isinstance(value, int):
        value = float(value)
    if value == 0:
        return "0"
    sign, value = ("-", -value) if value < 0 else ("", value)
    mantissa, exponent = ("%r" % value if "e" in "%r" % value else "%re0" % value).split("e")
    whole, _, fraction = mantissa.partition(".")
    digits = (whole + fraction).lstrip("0")
    point = int(exponent) + len(whole) - (len(whole + fraction) - len(digits))
    digits = digits.rstrip("0")
    count = len(digits)
    if count <= point <= 21:
        return sign + digits + "0" * (point - count)
    if 0 < point <= 21:
        return sign + digits[:point] + "." + digits[point:]
    if -6 < point <= 0:
        return sign + "0." + "0" * -point + digits
    power = "e%+d" % (point - 1)
    return sign + digits[0] + ("." + digits[1:] if count > 1 else "") + power


ESCAPES = {8: "\\b", 9: "\\t", 10: "\\n", 12: "\\f", 13: "\\r", 34: '\\"', 92: "\\\\"}


def text(value):
    made = (ESCAPES.get(ord(c)) or ("\\u%04x" % ord(c) if ord(c) < 32 else c) for c in value)
    return '"' + "".join(made) + '"'


def canonical(value):
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, str):
        return text(value)
    if isinstance(value, (int, float)):
        return number(value)
    if isinstance(value, list):
        return "[" + ",".join(map(canonical, value)) + "]"
    names = sorted(value, key=lambda name: name.encode("utf-16-be"))
    return "{" + ",".join(text(name) + ":" + canonical(value[name]) for name in names) + "}"


def canonical_bytes(value):
    return canonical(value).encode("utf-8")


# RFC 6962 ---------------------------------------------------------------------------------------------------------------------

class Tree:
    """The roots of the full subtrees, largest first, with their sizes."""

    def __init__(self):
        self.parts = []

    def append(self, leaf):
        size = 1
        while self.parts and self.parts[-1][0] == size:
            leaf = sha256(b"\1", self.parts.pop()[1], leaf)
            size *= 2
        self.parts.append((size, leaf))

    def head(self):
        if not self.parts:
            return sha256()
        head = self.parts[-1][1]
        for _, part in reversed(self.parts[:-1]):
            head = sha256(b"\1", part, head)
        return head


# The log ----------------------------------------------------------------------------------------------------------------------

ADMISSIONS = ("submitted", "revised", "resubmitted", "edited")
CLOSINGS = ("returned", "rejected", "withdrawn", "executed", "attested")


class Status:
    """What a digest is made of, moved along by a handoff's events in order."""

    def __init__(self):
        self.step = self.owner = self.reference = None

    def apply(self, event):
        kind = event["kind"]
        for name in ("version", "contract", "system", "record", "commitments"):
            if name in event:
                setattr(self, name, event[name])
        if kind in ADMISSIONS:
            self.owner, self.step = event.get("owner"), event.get("step")
            self.reference = event.get("attachments", {}).get("reference")
        elif kind in ("approved", "recalled", "rendered"):
            self.step = event.get("step")
            if kind == "rendered":
                self.commitments = dict(self.commitments)
                self.commitments["request"] = event.get("attachments", {}).get("request")
        elif kind in CLOSINGS:
            self.step = None


def digest(store, handoff, status, reference):
    named = ["title", "payload", "evidence", "trace", "unresolved"]
    if status.commitments.get("request"):
        named.append("request")
    return sha256(canonical_bytes({
        "store": store, "id": handoff, "version": status.version,
        "contract_digest": status.contract["digest"],
        "target": {"system": status.system, "record": status.record, "reference": reference},
        "owner": status.owner, "open_step": status.step,
        "commitments": {name: status.commitments[name] for name in named},
    })).hex()


def recompute(path):
    database = sqlite3.connect("file:%s?mode=ro" % path, uri=True)
    faults, contents, compared = [], {}, 0
    for commitment, kind, salt, body in database.execute("SELECT commitment, kind, salt, body FROM content"):
        compared += 1
        if sha256(b"countersign-commitment-v1\0", salt, body) != commitment:
            faults.append("a %s is not what was committed to" % kind)
        if canonical_bytes(json.loads(body)) != body:
            faults.append("a %s is not canonical" % kind)
        contents[commitment.hex()] = json.loads(body)

    (store,) = database.execute("SELECT id FROM store").fetchone()
    tree, statuses, digests, count = Tree(), {}, {}, 0
    for sequence, handoff, body, leaf, root in database.execute(
            "SELECT sequence, handoff, body, leaf, root FROM event ORDER BY sequence"):
        def fault(what):
            faults.append("event %d: %s" % (sequence, what))
        if sequence != count:
            fault("it is not number %d" % count)
        count += 1
        event = json.loads(body)
        if canonical_bytes(event) != body:
            fault("it is not canonical")
        if event["seq"] != sequence or event.get("handoff") != handoff:
            fault("it stands in another's place")
        if sha256(b"\0", body) != leaf:
            fault("another leaf hash")
        tree.append(leaf)
        if tree.head() != root:
            fault("another tree head")
        for named in event.get("attachments", {}).values():
            if named not in contents:
                fault("a content that it commits to is missing")
        if handoff is None:
            continue
        status = statuses.setdefault(handoff, Status())
        status.apply(event)
        if "version" in event:
            reference = contents[status.reference] if status.reference else None
            digests[handoff] = digest(store, handoff, status, reference)
            if event["digest"] != digests[handoff]:
                fault("another digest")
    return {
        "events": count, "root": tree.head().hex(), "commitments": compared, "digests": digests, "faults": faults,
    }


if __name__ == "__main__":
    print(json.dumps(recompute(sys.argv[1])))
