"""`lymphoma-bundle`: attention sampling on the lymphoma images."""

import argparse

from ..attention_sampling.lymphoma_build import assemble
from ..attention_sampling.lymphoma_data import load_lymphoma
from ..attention_sampling.lymphoma_runs import train_runs
from ..tissue.data import shared_data
from .building import add_arguments, build

HELP = "Train, measure and write the bundle CLL / FL / MCL (needs ../shared/data; hours on a busy core)."


def configure(parser: argparse.ArgumentParser) -> None:
    """Arguments of the command."""
    add_arguments(parser, "weights")


def run(options: argparse.Namespace) -> None:
    """Build and print what was measured."""
    data = shared_data()
    if data is None:
        raise SystemExit("../shared/data is not there: the lymphoma bundle cannot be measured without it")
    parts = load_lymphoma(data)
    build(
        options,
        lambda cache: train_runs(cache, parts),
        lambda folder, cache: assemble(folder, cache, parts),
    )
