"""The letters and words that are keys in every conversation."""

from __future__ import annotations

# What may be typed for each key: the letter or the word.
KEYS = {
    "skip": ("s", "skip"),
    "back": ("b", "back"),
    "why": ("?", "why"),
    "repeat": ("r", "repeat"),
    "help": ("h", "help"),
    "stop": ("q", "quit", "stop"),
    "leave": ("x", "exit", "leave"),
    "keep": ("k", "keep"),
    "done": ("d", "done"),
    "go-on": ("g", "go on"),
    "again": ("t", "try again"),
    "save": ("save",),
    "place": ("p", "place"),
    "yes": ("y", "yes"),
    "no": ("n", "no"),
}
KEY_OF = {typed: key for key, words in KEYS.items() for typed in words}
# The words, not the letters, of the keys that work while a question stands.
QUESTION_WORDS = frozenset(
    word
    for key in ("skip", "back", "why", "repeat", "help", "stop", "leave", "keep", "save", "place")
    for word in KEYS[key]
    if len(word) > 1
)
