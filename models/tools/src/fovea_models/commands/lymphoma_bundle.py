"""`lymphoma-bundle`: attention sampling on the lymphoma images."""

import argparse
import json
from pathlib import Path

import torch

from ..attention_sampling.lymphoma_build import assemble
from ..attention_sampling.lymphoma_data import load_lymphoma
from ..attention_sampling.lymphoma_runs import train_runs
from ..tissue.data import shared_data

HELP = "Train, measure and write the bundle CLL / FL / MCL (needs ../shared/data; hours on a busy core)."


def configure(parser: argparse.ArgumentParser) -> None:
    """Arguments of the command."""
    parser.add_argument("folder", type=Path, help="bundle folder to write, named as the bundle's id")
    parser.add_argument(
        "--cache", type=Path, required=True, help="folder for weights, outside the repository"
    )
    parser.add_argument(
        "--assemble-only", action="store_true", help="only write anew what the cache holds trained"
    )
    parser.add_argument("--threads", type=int, default=1)


def run(options: argparse.Namespace) -> None:
    """Build and print what was measured."""
    torch.set_num_threads(options.threads)
    data = shared_data()
    if data is None:
        raise SystemExit("../shared/data is not there: the lymphoma bundle cannot be measured without it")
    parts = load_lymphoma(data)
    if not options.assemble_only:
        train_runs(options.cache, parts)
    print(json.dumps(assemble(options.folder.resolve(), options.cache, parts), indent=1))
