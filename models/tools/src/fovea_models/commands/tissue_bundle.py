"""`tissue-bundle`: the bundle "carcinoma in the slide"."""

import argparse

from .building import add_arguments, build

HELP = "Cross-validate, train and write the tissue bundle (needs ../shared/data and the extra `tissue`)."


def configure(parser: argparse.ArgumentParser) -> None:
    """Arguments of the command."""
    add_arguments(parser, "features")


def run(options: argparse.Namespace) -> None:
    """Build and print what was measured."""
    from ..encoders.efficientnet_lite0 import load_imagenet
    from ..tissue.build import assemble, measure_and_train
    from ..tissue.data import atlas_slides, shared_data, tiles

    data = shared_data()
    if data is None:
        raise SystemExit("../shared/data is not there: the tissue bundle cannot be trained without it")
    encoder, slides = load_imagenet(), atlas_slides(data)
    build(
        options,
        lambda cache: measure_and_train(cache, encoder, slides, tiles(data)),
        lambda folder, cache: assemble(folder, cache, encoder, slides),
    )
