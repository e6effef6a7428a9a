"""`answers`: small stored answers about a slide's pixels, by OpenSlide."""

import argparse
import json
from pathlib import Path

HELP = "Write small numeric answers (means, a few pixels) about a slide's regions, by OpenSlide."


def configure(parser: argparse.ArgumentParser) -> None:
    """Arguments of the command."""
    parser.add_argument("slide", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--spacing", type=float, help="µm per px where the slide states none")


def run(options: argparse.Namespace) -> None:
    """Write the file."""
    from ..stored_answers import stored_answers

    answers = stored_answers(options.slide, options.seed, spacing_um_px=options.spacing)
    options.out.write_text(json.dumps(answers, separators=(",", ":")) + "\n")
