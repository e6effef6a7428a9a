"""`sampling-phantom-bundle`: the phantom bundle of attention sampling."""

import argparse

from ..attention_sampling.phantom_build import assemble
from ..attention_sampling.phantom_runs import measure_and_train
from .building import add_arguments, build

HELP = "Train, measure and write the phantom bundle of attention sampling (about 20 minutes on one core)."


def configure(parser: argparse.ArgumentParser) -> None:
    """Arguments of the command."""
    add_arguments(parser, "drawn fields and weights")


def run(options: argparse.Namespace) -> None:
    """Build and print what was measured."""
    build(options, measure_and_train, assemble)
