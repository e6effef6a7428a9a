"""`sampling-phantom-bundle`: the phantom bundle of attention sampling."""

import argparse
import json
from pathlib import Path

import torch

from ..attention_sampling.phantom_build import assemble
from ..attention_sampling.phantom_runs import measure_and_train

HELP = "Train, measure and write the phantom bundle of attention sampling (about 20 minutes on one core)."


def configure(parser: argparse.ArgumentParser) -> None:
    """Arguments of the command."""
    parser.add_argument("folder", type=Path, help="bundle folder to write, named as the bundle's id")
    parser.add_argument(
        "--cache",
        type=Path,
        required=True,
        help="folder for drawn fields and weights, outside the repository",
    )
    parser.add_argument(
        "--assemble-only", action="store_true", help="only write anew what the cache holds trained"
    )
    parser.add_argument("--threads", type=int, default=1)


def run(options: argparse.Namespace) -> None:
    """Build and print what was measured."""
    torch.set_num_threads(options.threads)
    if not options.assemble_only:
        measure_and_train(options.cache)
    print(json.dumps(assemble(options.folder.resolve(), options.cache), indent=1))
