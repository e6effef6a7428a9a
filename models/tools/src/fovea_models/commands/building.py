"""What the commands that train and write a shipped bundle have in common."""

import argparse
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import torch


def add_arguments(parser: argparse.ArgumentParser, cached: str) -> None:
    """Folder, cache (`cached`: what is kept there), `--assemble-only` and `--threads`."""
    parser.add_argument("folder", type=Path, help="bundle folder to write, named as the bundle's id")
    parser.add_argument(
        "--cache", type=Path, required=True, help=f"folder for {cached}, outside the repository"
    )
    parser.add_argument(
        "--assemble-only", action="store_true", help="only write anew what the cache holds trained"
    )
    parser.add_argument("--threads", type=int, default=1)


def build(
    options: argparse.Namespace,
    train: Callable[[Path], object],
    assemble: Callable[[Path, Path], dict[str, Any]],
) -> None:
    """Train into the cache unless told not to, write the bundle, and print what `assemble` gives: the parity report."""
    torch.set_num_threads(options.threads)
    if not options.assemble_only:
        train(options.cache)
    print(json.dumps(assemble(options.folder.resolve(), options.cache), indent=1))
