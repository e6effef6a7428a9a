"""`dsca-phantom-bundle`: train, measure and write DSCA's phantom bundle."""

import argparse
import json
from pathlib import Path

import torch

from ..dsca_phantom.build import assemble, measure_and_train

HELP = (
    "Train, measure and write DSCA's phantom bundle (about 40 minutes on one core, nearly all of it drawing)."
)


def configure(parser: argparse.ArgumentParser) -> None:
    """Arguments of the command."""
    parser.add_argument("folder", type=Path, help="bundle folder to write, named as the bundle's id")
    parser.add_argument(
        "--cache",
        type=Path,
        required=True,
        help="folder for drawn phantoms and features, outside the repository",
    )
    parser.add_argument(
        "--assemble-only", action="store_true", help="only write anew what the cache holds trained"
    )
    parser.add_argument("--threads", type=int, default=1)


def run(options: argparse.Namespace) -> None:
    """Build and print the parity report."""
    torch.set_num_threads(options.threads)
    if not options.assemble_only:
        measure_and_train(options.cache)
    print(json.dumps(assemble(options.folder.resolve(), options.cache), indent=1))
