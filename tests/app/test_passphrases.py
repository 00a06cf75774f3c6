"""A new passphrase that many would think of is refused, and the reason is one sentence."""

from __future__ import annotations

import pytest

from screening.app.passphrases import weakness
from screening.loading.library import Library, questions_folder
from tests import counselors, stores
from tests.scorecard import saving

WORDS = Library(questions_folder()).interface()


@pytest.mark.parametrize(
    ("passphrase", "kind"),
    [
        ("aaaaaaaaaaaa", "repeat"), ("iloveyouiloveyou", "repeat"), (" " * 12, "repeat"), ("password1234", "common"),
        ("abcdefghijkl", "sequence"), ("qwertyuiop12", "common"), ("thisismypassword", "common"),
        ("screening client", "words"), ("rtyuijhgfdsa", "spatial"), ("31.12.1999 31", "date"),
    ],
)  # fmt: skip
def test_what_many_would_think_of_has_its_reason(passphrase: str, kind: str) -> None:
    assert weakness(passphrase) == f"passphrase-weak-{kind}"
    assert WORDS.say(weakness(passphrase)).startswith("That one is easy to guess: ")


@pytest.mark.parametrize(
    "passphrase",
    [
        counselors.PASSPHRASE, stores.PASSPHRASE, saving.PASSPHRASE, "the house on the hill", "mon chat dort au soleil",
        "我的猫在阳光下睡着了很久", "x9" + "correct horse battery" * 40,
    ],
)  # fmt: skip
def test_a_few_words_that_only_one_would_put_together_will_do(passphrase: str) -> None:
    assert weakness(passphrase) == ""
