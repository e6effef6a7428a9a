"""`tissue-bundle`: the bundle "carcinoma in the slide"."""

import argparse
import json
from pathlib import Path

import torch

HELP = "Cross-validate, train and write the tissue bundle (needs ../shared/data and the extra `tissue`)."


def configure(parser: argparse.ArgumentParser) -> None:
    """Arguments of the command."""
    parser.add_argument("folder", type=Path, help="bundle folder to write, named as the bundle's id")
    parser.add_argument(
        "--cache", type=Path, required=True, help="folder for features, outside the repository"
    )
    parser.add_argument(
        "--assemble-only", action="store_true", help="only write anew what the cache holds trained"
    )
    parser.add_argument("--threads", type=int, default=1)


def run(options: argparse.Namespace) -> None:
    """Build and print what was measured."""
    from ..encoders.efficientnet_lite0 import load_imagenet
    from ..tissue.build import assemble, measure_and_train
    from ..tissue.data import atlas_slides, shared_data, tiles

    torch.set_num_threads(options.threads)
    data = shared_data()
    if data is None:
        raise SystemExit("../shared/data is not there: the tissue bundle cannot be trained without it")
    encoder, slides = load_imagenet(), atlas_slides(data)
    if not options.assemble_only:
        measure_and_train(options.cache, encoder, slides, tiles(data))
    print(json.dumps(assemble(options.folder.resolve(), options.cache, encoder, slides), indent=1))
