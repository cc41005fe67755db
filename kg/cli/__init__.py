"""The command line. Each group of commands has a file here; what they do stands in the other rooms of ``kg``.

Exit codes: 0 all well; 1 something was refused or violates a shape; 2 bad usage, input or store, nothing changed;
3 anything else that stopped the work.
"""

from __future__ import annotations

import contextlib
import gc
import logging
import os
import sys
from collections.abc import Sequence
from typing import Annotated, NoReturn

import typer

from kg import __version__
from kg.cli import ask, decide, explain, look, make, quarantine, releases, review, volumes
from kg.errors import ArmsgraphError, InputError, StoreError

app = typer.Typer(
    name="armsgraph",
    help="Builds a knowledge graph of arms transfers: who supplied what to whom, and who says so in which words.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
for command in (
    make.build,
    make.extract,
    review.review,
    ask.query,
    look.validate,
    ask.dump,
    ask.serve,
    look.status,
    look.records,
    releases.releases,
    releases.diff,
    explain.explain,
    volumes.volumes,
):
    app.command()(command)
app.command()(make.retract)
app.add_typer(quarantine.app, name="quarantine")
app.add_typer(decide.app, name="decide")


def _version(wanted: bool) -> None:
    if wanted:
        print(f"armsgraph {__version__}")
        raise typer.Exit


@app.callback()
def _common(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and stop.")
    ] = False,
) -> None:
    pass


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; errors become one line on standard error and an exit code."""
    from kg.text import isolate

    # A command is over soon and makes many small things: the collector, left as it is, takes a third of its time.
    gc.set_threshold(100_000, 20, 50)
    # rdflib logs a traceback for each value that is not of its datatype; the report of a validation says which.
    logging.getLogger("rdflib").addHandler(logging.NullHandler())
    try:
        result = app(args=None if arguments is None else list(arguments), standalone_mode=False)
        return result if isinstance(result, int) else 0
    except typer.Abort:
        return 130
    except KeyboardInterrupt:
        print("armsgraph: stopped; what was committed is kept", file=sys.stderr)
        return 130
    except BrokenPipeError:
        # The reader of a pipe has gone; nothing more can be written, not even on closing.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except ArmsgraphError as error:
        print(f"armsgraph: {isolate(str(error))}", file=sys.stderr)
        return 2 if isinstance(error, InputError | StoreError) else 3
    except Exception as error:
        if hasattr(error, "exit_code") and hasattr(
            error, "show"
        ):  # bad usage, as the parser of the line tells it
            error.show()
            return int(error.exit_code)
        raise


def run() -> NoReturn:
    """The command itself. It leaves at once: to take apart what a build holds in memory would take up to a second."""
    code = main()
    with contextlib.suppress(OSError):
        sys.stdout.flush()
        sys.stderr.flush()
    os._exit(code)
