"""The command `holdfast`, also as `python -m holdfast`."""

from __future__ import annotations

import gc
import sys
from contextlib import suppress

from holdfast.version import __version__


def main() -> int:
    """Run the command line; `--version` is answered before the command-line library is imported."""
    arguments = sys.argv[1:]
    if arguments == ["--version"] and sys.stdout is not None:
        with suppress(OSError):  # where it cannot be written, the command line says so
            sys.stdout.write(f"holdfast {__version__}\n")
            sys.stdout.flush()
            return 0
    # Start-up makes many objects and hardly any garbage: collecting at every 700 of them costs a twentieth of it.
    gc.set_threshold(50_000)
    from holdfast.gates.cli import run

    return run(arguments)


if __name__ == "__main__":
    sys.exit(main())
