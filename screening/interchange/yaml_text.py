"""Write what was read from another format as a questionnaire file, which `loading` reads. Pure."""

from __future__ import annotations

from collections.abc import Iterable

Tree = dict[str, object]
_COLUMNS = 118
_IN_ONE_LINE = ("coding", "options", "only-if", "sum-of", "mean-of", "reversed", "for")  # keys whose values are short


class _Line(dict[str, object]):
    """A mapping that is written on one line."""


def rows(holder: Tree, key: str) -> list[Tree]:
    """The mappings that are listed under a key; none where nothing is."""
    found = holder.get(key)
    return found if isinstance(found, list) else []


def yaml_text(tree: Tree, comments: Iterable[str] = ()) -> str:
    """The tree as YAML, every scalar as text, with comment lines before it."""
    import yaml  # only where a file is written

    class Dumper(yaml.CSafeDumper):
        def ignore_aliases(self, _: object) -> bool:
            return True

    Dumper.add_representer(_Line, lambda dumper, line: dumper.represent_mapping(_MAPPING, line, flow_style=True))
    body = yaml.dump(
        _lined(tree), Dumper=Dumper, sort_keys=False, allow_unicode=True, width=_COLUMNS, default_flow_style=False
    )
    return "".join(f"# {line}".rstrip() + "\n" for line in comments) + body


_MAPPING = "tag:yaml.org,2002:map"


def _lined(value: object, key: str = "") -> object:
    """The same, with short mappings marked to stand on one line."""
    if isinstance(value, dict):
        found = {name: _lined(inner, name) for name, inner in value.items()}
        return _Line(found) if key in _IN_ONE_LINE else found
    return [_lined(one, key) for one in value] if isinstance(value, list) else value
