"""`random-vit`: an encoder of a chosen size with random weights, to test with."""

import argparse
from pathlib import Path

HELP = "Write a vision transformer with random weights as ONNX: large (ViT-L/16, 1.2 GB) or tiny. For tests only."


def configure(parser: argparse.ArgumentParser) -> None:
    """Arguments of the command."""
    parser.add_argument("out", type=Path, help="file to write, ending in .onnx, outside the repository")
    parser.add_argument("--size", choices=("tiny", "large"), required=True)
    parser.add_argument("--seed", type=int, required=True)


def run(options: argparse.Namespace) -> None:
    """Write it."""
    from ..encoders.vit import write_random_vit

    if options.out.suffix != ".onnx":
        raise SystemExit("the file's name ends in .onnx")
    count = write_random_vit(options.out, options.size, options.seed)
    files = sorted(options.out.parent.glob(f"{options.out.name}*"))
    print(f"{count} parameters; " + ", ".join(f"{file.name} {file.stat().st_size} bytes" for file in files))
