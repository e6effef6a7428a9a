"""`dsca-phantom-bundle`: train, measure and write DSCA's phantom bundle."""

import argparse

from ..dsca_phantom.build import assemble, measure_and_train
from .building import add_arguments, build

HELP = (
    "Train, measure and write DSCA's phantom bundle (about 40 minutes on one core, nearly all of it drawing)."
)


def configure(parser: argparse.ArgumentParser) -> None:
    """Arguments of the command."""
    add_arguments(parser, "drawn phantoms and features")


def run(options: argparse.Namespace) -> None:
    """Build and print the parity report."""
    build(options, measure_and_train, assemble)
