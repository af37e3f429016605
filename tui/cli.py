"""The `allcall` command: plays one command line and says how it ended.

    0    done
    1    a defect of ours; the only case with a traceback
    2    something asked for is wrong: the message names it, where it is, and what would be right
    130  stopped by Ctrl-C
    141  whoever read our output is gone (`allcall list | head -1`)

Nothing heavy is imported here before it is needed, so that even a Ctrl-C while Python still loads ends quietly.
"""

import errno
import os
import sys
from collections.abc import Sequence

from tui.refusal import INTERRUPTED

BAD_INPUT = 2
NOBODY_READS = 141


def main(arguments: Sequence[str] | None = None) -> int:
    """Plays a command line, by default the one this process was started with. Returns the exit status."""
    try:
        sys.stdout.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
        status = _played(sys.argv[1:] if arguments is None else arguments)
        sys.stdout.flush()
    except KeyboardInterrupt:
        print("stopped", file=sys.stderr)
        return INTERRUPTED
    except BrokenPipeError:
        if not _nobody_reads():
            raise  # some other pipe is broken
        _drop_output()
        return NOBODY_READS
    except OSError as error:
        if error.errno != errno.ENOSPC or error.filename is not None:
            raise  # a file; who writes it has words of its own for that
        _drop_output()
        print(
            "standard output: no space left where it is written to; make room, then try again",
            file=sys.stderr,
        )
        return BAD_INPUT
    return status


def _played(arguments: Sequence[str]) -> int:
    from tui.menu import play

    return play(arguments)


def _nobody_reads() -> bool:
    """Whether standard output or standard error is a pipe or a connection whose other end is closed."""
    from select import poll

    asked = poll()
    for output in (sys.stdout, sys.stderr):
        asked.register(output, 0)  # what is reported unasked: an error, or that the other end is closed
    return bool(asked.poll(0))


def _drop_output() -> None:
    """Python flushes standard output once more at its end; let that go nowhere instead of failing again."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
