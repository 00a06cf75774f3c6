"""Keys of an encrypted store: key derivation, and the HMAC of each page."""

from __future__ import annotations

import hashlib
import hmac
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

# https://www.zetetic.net/sqlcipher/design/: AES-256-CBC, a random IV and an HMAC-SHA512 at the end of each page,
# PBKDF2-HMAC-SHA512 with 256,000 rounds, the salt in the first 16 bytes, the MAC key from the salt XOR 0x3a.
PAGE, SALT, MAC, ROUNDS, MASK = 4096, 16, 64, 256_000, 0x3A


@dataclass(frozen=True, slots=True, repr=False)
class Key:
    """What a passphrase and a salt make."""

    secret: bytes
    salt: bytes
    rounds: int = ROUNDS  # of key derivation; the file does not tell: SQLCipher 4 has a fixed number

    @classmethod
    def of(cls, passphrase: str, salt: bytes, rounds: int = ROUNDS) -> Key:
        """The key of a passphrase. Its characters are composed (NFC), so that every keyboard gives the same key."""
        text = unicodedata.normalize("NFC", passphrase).encode("utf-8", "surrogatepass")
        return cls(hashlib.pbkdf2_hmac("sha512", text, salt, rounds, 32), salt, rounds)

    @property
    def pragma(self) -> str:
        """The key as SQLite takes it."""
        return f"x'{self.secret.hex()}{self.salt.hex()}'"

    def forged(self, pieces: Iterable[bytes], number: int = 1) -> Iterator[int]:
        """The numbers of the pages that were not written with this key, or were changed since, as they are read.

        The first piece begins with the page of this number. Each has whole pages; what it has beyond is not looked at.
        """
        mac_key = hashlib.pbkdf2_hmac("sha512", self.secret, bytes(one ^ MASK for one in self.salt), 2, 32)
        for piece in pieces:
            for start in range(0, len(piece) - PAGE + 1, PAGE):
                page = piece[start : start + PAGE]
                if number == 1 and page[:SALT] != self.salt:  # no page's code covers the salt
                    yield 1
                    return
                if not _genuine(page, number, mac_key):
                    yield number
                number += 1

    def is_whole(self, pieces: Iterable[bytes], number: int = 1) -> bool:
        """Whether all pages were written with this key. Nothing is read beyond the first that was not."""
        return next(self.forged(pieces, number), None) is None


def _genuine(page: bytes, number: int, mac_key: bytes) -> bool:
    body = page[SALT if number == 1 else 0 : -MAC] + number.to_bytes(4, "little")
    return hmac.compare_digest(hmac.digest(mac_key, body, "sha512"), page[-MAC:])
