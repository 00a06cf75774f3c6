"""Print the first screen before anything heavy is imported, from a generated text file.

Imports `os` and `sys` only. While the person reads, the rest of the program is imported in the background.
"""

from __future__ import annotations

import os
import sys

TYPE_CHECKING = False  # `typing` is not on the way to the first screen
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import NoReturn

HERE = os.path.dirname(os.path.abspath(__file__))
MAX_LINE = 4096
LEAVE = ("x", "exit", "leave")
OTHER, BACK, FRESH = "\x1b[?1049h\x1b[H\x1b[J", "\x1b[H\x1b[J\x1b[?1049l", "\x1b[H\x1b[J"
_on_other_screen = [False]  # whether the terminal shows the alternate screen: whatever ends the program must leave it
COMPLETING = "_SCREENING_COMPLETE"  # set by a shell that wants to know how a word goes on


def texts(name: str) -> dict[str, str]:
    """The lines of a generated file, by their keys: `key<TAB>text`, a new line in the text as `\\n`."""
    with open(os.path.join(HERE, name), encoding="utf-8") as file:
        pairs = (line.rstrip("\n").split("\t", 1) for line in file if "\t" in line)
        return {key: text.replace("\\n", "\n") for key, text in pairs}


def region_of(environment: dict[str, str]) -> str:
    """The country that the locale names, such as `CA`; empty where it names none."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        language, _, country = environment.get(name, "").partition(".")[0].partition("_")
        if country and language not in ("C", "POSIX"):
            return country.partition("@")[0].upper()
    return ""


def columns() -> int:
    """The width of the window, between 20 and 80."""
    for stream in (2, 1, 0):
        try:
            return min(max(os.get_terminal_size(stream).columns or 80, 20), 80)
        except OSError:
            continue
    return 80


def wrapped(text: str, width: int) -> str:
    """The text with its lines broken between words, a row of a list with its words below each other.

    The first screen has no wide characters.
    """
    lines: list[str] = []
    for paragraph in text.split("\n"):
        first, *words = paragraph.split(" ") if paragraph[:1] != " " else (paragraph[:4], *paragraph[5:].split(" "))
        hanging, line = " " * 5 if paragraph[:1] == " " else "", first
        for word in words:
            if len(line) + 1 + len(word) > width:
                lines.append(line)
                line = hanging + word
            else:
                line = f"{line} {word}"
        lines.append(line)
    return "\n".join(lines)


def data_folder() -> str:
    """Where records are kept on Linux, unless a setting says otherwise. Elsewhere it is not known here: empty."""
    if sys.platform != "linux":
        return ""
    home = os.environ.get("XDG_DATA_HOME") or os.path.join(os.path.expanduser("~"), ".local", "share")
    return os.path.join(home, "screening")


def can_keep(folder: str) -> bool:
    """Whether records can be kept in this folder, as far as can be seen without making it. True for an empty name."""
    while folder and not os.path.lexists(folder):
        folder = os.path.dirname(folder)
    return not folder or (os.path.isdir(folder) and os.access(folder, os.W_OK | os.X_OK))


def page(kind: str) -> tuple[str, str]:
    """The first screen of one kind (`menu` or `check`) for the country of the locale, and its prompt."""
    known = texts("first_screen.txt")
    if kind == "check" and not can_keep(data_folder()):
        kind = "unkept"
    country = region_of(dict(os.environ))
    crisis = known.get(f"crisis {country}", known["crisis ZZ"])
    more = f"\n{known['scroll']}" if kind != "menu" and not takes_codes() else ""
    return wrapped(f"{known[kind]}{more}\n\n{crisis}", columns()), known[f"{kind} prompt"]


def fits(kind: str) -> bool:
    """Whether the first screen is seen as a whole: where lines can be scrolled back it always is."""
    text, prompt = page(kind)
    if not takes_codes():
        return True
    try:
        found = os.get_terminal_size(2)
    except OSError:
        return False
    return found.lines > text.count("\n") + 2 and found.columns > max(len(prompt) + 4, 20)


def show(kind: str) -> None:
    """Print the first screen, on the alternate screen where the terminal has one."""
    text, prompt = page(kind)
    if takes_codes():
        enter()
        text += "\n"
    sys.stderr.write(f"{text}\n{prompt} ")
    sys.stderr.flush()


def enter() -> None:
    """Show the alternate screen, empty."""
    _on_other_screen[0] = True
    _put(OTHER)


def back() -> None:
    """Show the screen from before again, if the alternate one is shown. Nothing stays on that."""
    if _on_other_screen[0]:
        _put(BACK)
        _on_other_screen[0] = False  # only now: a second signal may come in between


def guard(kind: str) -> None:
    """Until the conversation begins: hang-up and termination leave the alternate screen, Ctrl-Z shows the shell's.

    After Ctrl-Z it is shown again, in lines too.
    """
    import _signal as signal  # type: ignore[import-not-found]  # it is there already: importing `signal` takes its time

    def end(number: int, _frame: object) -> None:
        back()
        forget_typed()
        os._exit(128 + number)

    def again(*_: object) -> None:
        try:  # noqa: SIM105 - contextlib is not on the way to the first screen
            show(kind)
        except (OSError, RuntimeError):
            pass  # another write is in progress, or the window was closed

    def stop(*_: object) -> None:
        back()
        os.kill(os.getpid(), signal.SIGSTOP)

    handlers = {signal.SIGTERM: end, signal.SIGHUP: end, signal.SIGCONT: again}
    if takes_codes():
        handlers |= {signal.SIGTSTP: stop, signal.SIGWINCH: again}
    for number, handler in handlers.items():
        if signal.getsignal(number) != signal.SIG_IGN:
            signal.signal(number, handler)


def unguard() -> None:
    """The first screen has been read, and is not shown again. Until the conversation begins the other signals stay."""
    import _signal as signal

    for number in (signal.SIGCONT, signal.SIGWINCH):
        if signal.getsignal(number) != signal.SIG_IGN:
            signal.signal(number, signal.SIG_DFL)


def can_ask() -> bool:
    """Whether this system can hide what is typed. Windows, outside of WSL, has no terminal modes."""
    try:
        import termios  # noqa: F401
    except ImportError:
        return False
    return True


def read() -> str | None:
    """The line typed at the first screen, without its end; nothing at the end of input."""
    line = sys.stdin.buffer.readline(MAX_LINE)
    return line.decode("utf-8", "replace").strip() if line else None


def typed_before(ready: Callable[[], bool]) -> bool:
    """Wait for a line at the first screen: whether there is one before the rest of the program is `ready`.

    Wakes up now and then: a Ctrl-C just before a read that blocks is seen only when it ends.
    """
    import select

    while not (typed := bool(select.select([0], [], [], 0.1)[0])) and not ready():
        pass
    return typed


def leave(*, lines_only: bool = False) -> NoReturn:
    """Clear the screen and what was scrolled off it, and be gone. What was typed ahead goes with it."""
    sys.stdout.flush()
    back()
    sys.stderr.write(cleared(lines_only=lines_only))
    sys.stderr.flush()
    forget_typed()
    os._exit(0)


def cleared(*, lines_only: bool = False) -> str:
    """What clears the screen: both it and the scrollback; empty lines where the terminal takes no codes."""
    if not lines_only and not _wants_lines() and knows_terminal():
        return "\x1b[2J\x1b[3J\x1b[H"
    try:
        return "\n" * os.get_terminal_size(2).lines
    except OSError:
        return ""


def takes_codes() -> bool:
    """Whether pages can be drawn: a known terminal, UTF-8 both ways, and nobody has asked for plain lines."""
    utf8 = all(
        (getattr(stream, "encoding", "") or "").lower().replace("-", "") == "utf8" for stream in (sys.stderr, sys.stdin)
    )
    return utf8 and not _wants_lines() and knows_terminal()


def _wants_lines() -> bool:
    """Whether the environment asks for plain lines without any codes."""
    return bool(os.environ.get("ACCESSIBLE")) or os.environ.get("TERM", "dumb") in ("", "dumb")


def knows_terminal() -> bool:
    """Whether the terminal is a known one, by its name."""
    try:
        import _curses  # `curses` would import more
    except ImportError:
        return False
    try:
        _curses.setupterm(None, 2)
    except (_curses.error, OSError):
        return False
    return True


def interrupted(*, saved: str = "", silent: bool = False) -> NoReturn:
    """End as Ctrl-C ends, whatever has been imported so far: one line unless `silent`, then die by SIGINT.

    `saved` says of what: `kept` in the diary, `clients` in their records, empty where nothing was saved.
    """
    import _signal as signal  # a second signal may come while `signal` is imported

    signal.signal(signal.SIGINT, signal.SIG_DFL)
    if hasattr(signal, "SIGQUIT"):
        signal.signal(signal.SIGQUIT, signal.SIG_IGN)
    forget_typed()
    back()
    if not silent:
        say(texts("first_screen.txt")[f"interrupted-{saved}" if saved else "interrupted"])
    os.kill(os.getpid(), signal.SIGINT)
    os._exit(130)


def broken(error: BaseException) -> NoReturn:
    """End where the rest of the program cannot even be imported: one sentence without any value."""
    forget_typed()
    say(f"This program cannot start ({type(error).__name__}). Nothing was saved. Installing it again may help.")
    os._exit(1)


def say(text: str) -> None:
    """A last line: on a line of its own where lines were printed and not a page."""
    begins = "" if takes_codes() else "\n"
    back()
    _put(f"{begins}{text}\n")


def _put(text: str) -> None:
    try:
        try:
            sys.stderr.write(text)
            sys.stderr.flush()
        except RuntimeError:  # a signal came in the midst of another write
            os.write(2, text.encode("utf-8", "replace"))
    except (OSError, ValueError, AttributeError):
        pass


def forget_typed() -> None:
    """Throw away what waits at the terminal, so that it reaches neither a later question nor the shell."""
    try:
        import termios
    except ImportError:
        return
    try:  # noqa: SIM105 - contextlib is not on the way to the first screen
        termios.tcflush(0, termios.TCIFLUSH)
    except termios.error:
        pass  # no terminal, or none any more


def has_settings() -> bool:
    """Whether a settings file may change the first screen. Off Linux its place is not known here: yes, then."""
    if sys.platform != "linux":
        return True
    home = os.environ.get("XDG_CONFIG_HOME") or os.path.join(os.path.expanduser("~"), ".config")
    return os.path.exists(os.path.join(home, "screening", "settings.toml"))
