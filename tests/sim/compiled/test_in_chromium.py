"""The engine in another machine for WebAssembly: Chromium's makes of each memory what wasmtime's makes of it, to the last bit."""

import base64
from typing import TYPE_CHECKING

import numpy as np
import pytest

from scenarios.library import open_emergency
from sim.compiled.day_engine import open_engine
from sim.compiled.memory import PAGE
from sim.compiled.program import OpenInstance, load_program
from sim.measures import list_measures
from tests.chromium import needs_chromium, open_page
from tests.sim.compiled.shipped_scenarios import SEED, SHIPPED, tables_of_arms

if TYPE_CHECKING:
    from playwright.sync_api import Browser

PLAYED = 40
"""Replications of each arm."""

EXECUTE = """async ({wasm, before, after, address, pages}) => {
    const read = async text => new Uint8Array(await (await fetch("data:;base64," + text)).arrayBuffer());
    const {instance: {exports}} = await WebAssembly.instantiate(await read(wasm));
    exports.memory.grow(pages - exports.memory.buffer.byteLength / 65536);
    new Uint8Array(exports.memory.buffer).set(await read(before));
    exports.execute(address);
    const expected = await read(after), made = new Uint8Array(exports.memory.buffer);
    let place = 0;
    while (place < made.length && made[place] === expected[place]) place++;
    return place < made.length || made.length !== expected.length ? place : -1;
}"""
"""The first byte at which the memories differ, or -1."""


def encode(content: bytes) -> str:
    return base64.b64encode(content).decode()


@needs_chromium
@pytest.mark.parametrize(
    "scenario",
    [
        name if name == "cardiac-arrest" else pytest.param(name, marks=pytest.mark.full(step="engines"))
        for name in SHIPPED
    ],
)
def test_chromium_makes_the_same_of_each_memory(
    browser: "Browser", scenario: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    page, wasm, played = open_page(browser, "about:blank", 400), encode(load_program().wasm), OpenInstance.execute
    differences = []

    def execute(instance: OpenInstance, address: int) -> None:
        memory = np.frombuffer(instance._memory.get_buffer_ptr(instance._store), np.uint8)  # type: ignore[call-overload]
        before = memory.tobytes()
        played(instance, address)
        pages, after = memory.size // PAGE, memory.tobytes()
        assert before != after
        given = {"wasm": wasm, "before": encode(before), "after": encode(after), "address": address, "pages": pages}
        differences.append(page.evaluate(EXECUTE, given))

    monkeypatch.setattr(OpenInstance, "execute", execute)
    for tables in tables_of_arms(open_emergency(scenario))[:2]:
        for _ in open_engine(tables, SEED).play_rows(range(PLAYED), list_measures(tables.hazard.kind)):
            pass
    page.close()
    assert differences == [-1] * len(differences)
    assert len(differences) >= 2
