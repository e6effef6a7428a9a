"""`verify`: is a bundle sound, and does it reproduce its golden tensors under ONNX Runtime?"""

import argparse
from pathlib import Path

from ..bundle.verify import golden_differences, listed_problems

HELP = "Check bundles against the schema, their hashes and their golden tensors."


def configure(parser: argparse.ArgumentParser) -> None:
    """Arguments of the command."""
    parser.add_argument("folders", type=Path, nargs="+")


def run(options: argparse.Namespace) -> int:
    """0 where every bundle is sound."""
    failed = 0
    for folder in options.folders:
        wrong = listed_problems(folder.resolve())
        for sentence in wrong:
            print(f"{folder.name}: {sentence}")
        if not wrong:
            print(f"{folder.name}: sound; golden differences {golden_differences(folder.resolve())}")
        failed += bool(wrong)
    return 1 if failed else 0
