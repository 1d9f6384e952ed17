"""The command line: thin commands over the public verbs.

A mistake of the user ends with one message and exit code 2; Ctrl-C ends with exit code 130 and leaves nothing half-made. Heavy
libraries are loaded inside the commands that need them, so that ``--help`` is instant.
"""

from __future__ import annotations

from typing import Any

import click

from toolkit import __version__
from toolkit.cli.briefing import briefing, leaks, release, trace, verify
from toolkit.cli.claims import claims
from toolkit.cli.data import data
from toolkit.cli.hints import for_commands
from toolkit.cli.lint import lint
from toolkit.cli.lists import indicators, regions
from toolkit.cli.map import one_map
from toolkit.cli.notebook import doctor, lab, notebook
from toolkit.errors import ArfMarineError

__all__ = ["main"]


class _Group(click.Group):
    """A group whose commands turn the toolkit's errors into one message."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except ArfMarineError as error:
            click.echo(f"arf-marine: {for_commands(str(error))}", err=True)
            ctx.exit(2)
        except KeyboardInterrupt:
            click.echo("\narf-marine: stopped; nothing half-made is left behind.", err=True)
            ctx.exit(130)


@click.group(cls=_Group, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="arf-marine")
def main() -> None:
    """Coral and fish-stock indicators on overlapping maritime claims, and briefing maps drawn from them.

    The toolkit takes no position on any claim.
    """


for _command in (briefing, claims, data, doctor, indicators, lab, leaks, lint, notebook, one_map, regions, release, trace, verify):
    main.add_command(_command)
