"""Entry point: answer what needs few imports (version, help, first screen, plain pages); else run the command line."""

from __future__ import annotations

import sys

sys.dont_write_bytecode = True  # a private run opens no file for writing

import os  # noqa: E402

from screening import __version__, first_screen  # noqa: E402

TYPE_CHECKING = False  # `typing` is not on the way to the first screen
if TYPE_CHECKING:
    from collections.abc import Callable

_CHECK = (["check"], ["check", "signs"])
_PAGES = {"list": 1, "learn": 6, "contacts": 1}  # what only shows a page, and how many words its plain form has at most
WARM = (
    "screening.cli.main", "screening.loading.library", "screening.conversation.rich_terminal", "screening.cli.commands",
)  # fmt: skip


def main() -> None:
    """Run the command line. Ends the process with one of the exit codes that `screening help exit-codes` lists."""
    try:
        _run_to_its_end()
    except KeyboardInterrupt:  # a second one, while the first was being dealt with
        first_screen.interrupted()


def _run_to_its_end() -> None:
    try:
        # No plug-in of another package may see what is loaded here; to look for them takes longer than a bare start.
        os.environ["PYDANTIC_DISABLE_PLUGINS"] = "__all__"
        _import_nothing_from_here()
        _mend_streams()
        _begin(sys.argv[1:])
    except KeyboardInterrupt:
        first_screen.interrupted()
    except SystemExit as end:
        from screening.system import process

        process.exit_with(end.code if isinstance(end.code, int) else int(bool(end.code)))
    except BaseException as error:
        first_screen.broken(error)


def _import_nothing_from_here() -> None:
    """Forget the relative parts of PYTHONPATH, the empty one too: whose modules lie in the current folder? (T-30)"""
    parts = [part for part in (os.environ.get("PYTHONPATH") or "/").split(os.pathsep) if not os.path.isabs(part)]
    try:
        folders = {os.path.abspath(part) for part in parts} - {os.path.dirname(first_screen.HERE)}
    except OSError:  # the current folder is gone, and what was in it
        return
    sys.path[:] = [folder for folder in sys.path if folder not in folders]


def _mend_streams() -> None:
    """Let no standard stream be closed, or the next file to be opened takes its place; and let each one wait.

    Another program may have left the terminal so that it does not wait: then nothing typed is the end of input.
    """
    if sys.platform == "win32":
        return
    for number in range(3):
        try:
            os.set_blocking(number, True)
        except OSError:
            os.open(os.devnull, os.O_RDWR)


def _begin(arguments: list[str]) -> None:
    if os.environ.get(first_screen.COMPLETING):
        _run(arguments)
    elif arguments == ["--version"]:
        _print(f"screening {__version__}\n")
    elif arguments in (["--help"], ["-h"]):
        _print(first_screen.texts("first_screen.txt")["help"] + "\n")
    elif (arguments == [] or arguments in _CHECK) and _can_start("check" if arguments else "menu"):
        _start(arguments)
    elif _is_page(arguments):
        _page(arguments)
    else:
        _run(arguments)


def _run(arguments: list[str]) -> None:
    from screening.cli.main import run

    run(arguments)


def _is_page(arguments: list[str]) -> bool:
    """Whether a page is wanted, and no option: then typer is not needed, which takes longer than the page."""
    most = _PAGES.get(arguments[0], 0) if arguments else 0
    return 0 < len(arguments) <= most and not any(word.startswith("-") for word in arguments)


def _page(arguments: list[str]) -> None:
    import gc

    from screening.cli import running

    gc.disable()  # the page is shown and the process ends: nothing piles up that would be worth looking for

    def command() -> int:
        from screening.cli import pages

        if arguments[0] == "list":
            return pages.plain_form(running.open_context(), *arguments)
        context, code = running.open_anyway()
        return pages.plain_form(context, *arguments) or code

    running.run(command)


def _print(text: str) -> None:
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except BrokenPipeError:
        os._exit(141)
    except (OSError, AttributeError):
        os._exit(8)


def _can_start(kind: str) -> bool:
    """Whether the first screen can be shown at once: a person at a terminal, and nothing that changes it."""
    streams = (sys.stdin, sys.stdout, sys.stderr)
    if any(stream is None for stream in streams) or not (sys.stdin.isatty() and sys.stderr.isatty()):
        return False
    if not first_screen.can_ask():
        return False
    changed = any(name.startswith("SCREENING_") for name in os.environ) or first_screen.has_settings()
    return not changed and first_screen.fits(kind)


def _start(arguments: list[str]) -> None:
    """Show the first screen, import the rest while it is read, and go on as typed.

    Where nothing is typed until then, pages are drawn by the terminal's own interface, which knows arrow keys.
    """
    import _thread

    kind = "check" if arguments else "menu"
    first_screen.guard(kind)  # before it: a signal must find the way back
    _interrupted_at_once()
    first_screen.show(kind)
    warm = _thread.allocate_lock()
    warm.acquire()
    try:
        _thread.start_new_thread(_warm, (warm.release,))
    except RuntimeError:
        warm.release()  # no thread can be started here: what it would import is imported where it is used
    pages = first_screen.takes_codes()
    typed = None
    greeted = first_screen.typed_before(lambda: pages and not warm.locked())
    if greeted:
        typed = first_screen.read()
    first_screen.unguard()
    if greeted and typed is None:
        _end(first_screen.texts("first_screen.txt")["ended"])
    if typed is not None and typed.lower() in first_screen.LEAVE:
        first_screen.leave()
    # Two threads that import modules which import each other may see one half done (importlib breaks the deadlock so).
    warm.acquire()
    from screening.cli.main import run

    run(arguments, greeted=greeted, typed=typed)


def _interrupted_at_once() -> None:
    """Until the conversation begins Ctrl-C raises nothing: in the midst of an import an exception can get lost.

    Ctrl-\\ does the same: by itself it would leave the first screen in the window.
    """
    import _signal as signal  # type: ignore[import-not-found]  # it is there already: importing `signal` takes its time

    for number in (signal.SIGINT, signal.SIGQUIT):
        if signal.getsignal(number) != signal.SIG_IGN:
            signal.signal(number, lambda *_: first_screen.interrupted())


def _end(text: str) -> None:
    """The end of input before the first question: one line, and nothing was kept."""
    first_screen.say(text)
    os._exit(4)


def _warm(done: Callable[[], None]) -> None:
    """Import what the conversation needs. What fails here fails again, and is told, where it is used."""
    try:
        from importlib import import_module

        for name in WARM:  # by name: an import that is "unused" would be removed by a linter in silence
            import_module(name)
    except BaseException:
        return
    finally:
        done()


if __name__ == "__main__":
    main()
