"""The command line: one module per command, each with `HELP`, `configure(parser)` and `run(options)`."""

from types import ModuleType

from . import answers, phantom, phantom_bundle, reference, verify

COMMANDS: dict[str, ModuleType] = {
    "phantom": phantom,
    "phantom-bundle": phantom_bundle,
    "verify": verify,
    "reference": reference,
    "answers": answers,
}
