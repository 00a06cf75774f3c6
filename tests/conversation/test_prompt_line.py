"""The event loop of a prompt: signals that asyncio cannot note down leave nothing in the window."""

from __future__ import annotations

import asyncio
import signal

import pytest

from screening.conversation.prompt_line import PromptLoop

FLOOD = 200_000  # more than asyncio can note down at once: without PromptLoop Python tells of each that is left over


def test_a_flood_of_signals_writes_nothing(capfd: pytest.CaptureFixture[str]) -> None:
    """Q-15: and the loop still hears of them."""
    heard: list[int] = []
    loop = PromptLoop()
    try:
        loop.add_signal_handler(signal.SIGWINCH, heard.append, 1)
        for _ in range(FLOOD):
            signal.raise_signal(signal.SIGWINCH)
        loop.run_until_complete(asyncio.sleep(0))
    finally:
        loop.close()
    assert heard
    assert capfd.readouterr() == ("", "")


def test_a_signal_while_the_loop_is_closed_writes_nothing(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """Q-15: asyncio closes what it notes signals in, and only later tells Python to note down no more."""
    loop = PromptLoop()
    loop.add_signal_handler(signal.SIGWINCH, lambda: None)
    removed = loop.remove_signal_handler

    def late(number: int) -> bool:
        signal.raise_signal(signal.SIGWINCH)
        return removed(number)

    monkeypatch.setattr(loop, "remove_signal_handler", late)
    loop.close()
    assert capfd.readouterr() == ("", "")
