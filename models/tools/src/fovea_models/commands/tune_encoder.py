"""`tune-encoder`: EfficientNet-Lite0 tuned on LC25000's training tiles."""

import argparse
from pathlib import Path

import torch

HELP = (
    "Tune EfficientNet-Lite0 on LC25000's training tiles (about 7 minutes on one core; needs ../shared/data)."
)


def configure(parser: argparse.ArgumentParser) -> None:
    """Arguments of the command."""
    parser.add_argument("out", type=Path, help="weights to write (.safetensors), outside the repository")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--epochs", type=int, default=5)
    parser.add_argument("--threads", type=int, default=1)


def run(options: argparse.Namespace) -> None:
    """Tune and write."""
    from safetensors.torch import save_file

    from ..tissue.data import shared_data, tiles
    from ..tissue.tune_encoder import describe, tune

    torch.set_num_threads(options.threads)
    data = shared_data()
    if data is None:
        raise SystemExit("../shared/data is not there: the encoder cannot be tuned without it")
    everything = tiles(data)
    parts = [[tile for tile in everything if tile.split == split] for split in ("train", "test")]
    encoder, measured = tune(*parts, options.seed, options.epochs)
    note = describe(measured, options.seed, options.epochs)
    state = {name: value.contiguous() for name, value in encoder.state_dict().items()}
    save_file(state, options.out, metadata={"note": note})
    print(note)
