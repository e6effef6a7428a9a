"""The command line: one module per command, each with `HELP`, `configure(parser)` and `run(options)`."""

from types import ModuleType

from . import phantom

COMMANDS: dict[str, ModuleType] = {"phantom": phantom}
