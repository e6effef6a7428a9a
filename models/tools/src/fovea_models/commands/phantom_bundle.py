"""`phantom-bundle`: train, measure and write the phantom bundle."""

import argparse

from ..phantom_bundle.build import assemble, measure_and_train
from .building import add_arguments, build

HELP = (
    "Train, measure and write the phantom bundle (about 15 minutes on one core, most of it drawing phantoms)."
)


def configure(parser: argparse.ArgumentParser) -> None:
    """Arguments of the command."""
    add_arguments(parser, "drawn patches")


def run(options: argparse.Namespace) -> None:
    """Build and print what was measured."""
    build(options, measure_and_train, assemble)
