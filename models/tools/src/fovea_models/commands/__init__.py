"""The command line: one module per command, each with `HELP`, `configure(parser)` and `run(options)`."""

from types import ModuleType

from . import phantom, phantom_bundle

COMMANDS: dict[str, ModuleType] = {"phantom": phantom, "phantom-bundle": phantom_bundle}
