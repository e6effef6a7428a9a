"""`python -m fovea_models COMMAND …`: every command lives in `fovea_models.commands`."""

import argparse
import sys

from .commands import COMMANDS


def main(arguments: list[str] | None = None) -> int:
    """Run one command; returns its exit code."""
    parser = argparse.ArgumentParser(
        prog="fovea_models", description="Define, train, export and verify Fovea's models."
    )
    sub = parser.add_subparsers(dest="command", required=True)
    for name, command in COMMANDS.items():
        one = sub.add_parser(name, help=command.HELP, description=command.HELP)
        command.configure(one)
        one.set_defaults(run=command.run)
    options = parser.parse_args(arguments)
    return options.run(options) or 0


if __name__ == "__main__":
    sys.exit(main())
