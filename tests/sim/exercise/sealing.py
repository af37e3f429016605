"""Digests of a journal, recomputed after a change, as a person who knows the format can."""

import hashlib
import json
import sqlite3


def digest(*values: object) -> str:
    """As the format has it: SHA-256 over a JSON array."""
    return hashlib.sha256(json.dumps(values, separators=(",", ":"), ensure_ascii=False).encode()).hexdigest()


def reseal(connection: sqlite3.Connection) -> None:
    header = connection.execute("SELECT scenario, seed, model FROM header").fetchone()
    if header is None:
        return
    last = digest("", *header)
    connection.execute("UPDATE header SET digest = ?", (last,))
    (at,) = connection.execute("SELECT at FROM made").fetchone()
    connection.execute("UPDATE made SET digest = ?", (digest(last, at),))
    for entry in connection.execute("SELECT seq, room_time, incident_time, kind, payload FROM entries").fetchall():
        last = digest(last, *entry)
        connection.execute("UPDATE entries SET digest = ? WHERE seq = ?", (last, entry[0]))
