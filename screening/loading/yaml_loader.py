"""Which of PyYAML's readers reads: the C one where there is one, else its own in Python, which is told to agree.

Imported only where YAML is read: it takes as long as a bare start of Python.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import yaml
from yaml.scanner import ScannerError

if TYPE_CHECKING:
    Reader = type[yaml.SafeLoader] | type[yaml.CSafeLoader]


class PythonReader(yaml.SafeLoader):
    """PyYAML's own reader, brought level with the C one: `?` may stand inside words in a row, `:` not at their end."""

    def scan_plain(self) -> yaml.ScalarToken:
        """Words without quotes, as the next token."""
        start = end = self.get_mark()
        chunks: list[str] = []
        spaces: list[str] | None = []
        while spaces is not None and self.peek() != "#" and (length := self._words(start)):
            self.allow_simple_key = False
            chunks += [*spaces, self.prefix(length)]
            self.forward(length)
            end = self.get_mark()
            spaces = self.scan_plain_spaces(self.indent + 1, start) or None
            if not self.flow_level and self.column <= self.indent:
                break
        return yaml.ScalarToken("".join(chunks), True, start, end)

    def _words(self, start: yaml.Mark) -> int:
        """How many characters there are up to the next space or mark."""
        length = 0
        while (here := self.peek(length)) not in _BREAKS and not (self.flow_level and here in ",[]{}"):
            following = self.peek(length + 1)
            if here == ":" and following in _BREAKS:
                break
            if here == ":" and self.flow_level and following in ",?[]{}":
                self.forward(length)
                raise ScannerError("while scanning a plain scalar", start, "found unexpected ':'", self.get_mark())
            length += 1
        return length


_BREAKS = "\0 \t\r\n\x85\u2028\u2029"
Loader: Reader = getattr(yaml, "CSafeLoader", PythonReader)  # not every Python has a wheel with the C reader
