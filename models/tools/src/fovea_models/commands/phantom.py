"""`phantom`: draw a phantom slide and its truth."""

import argparse
import json
from pathlib import Path

from ..phantom import PhantomSpec, plan_layout
from ..phantom.tiff import JPEG_QUALITY, write_slide
from ..phantom.truth import truth

HELP = "Draw a synthetic H&E-like slide with known truth (OUT.tif and OUT.truth.json)."


def configure(parser: argparse.ArgumentParser) -> None:
    """Arguments of the command."""
    parser.add_argument("out", type=Path, help="file to write, ending in .tif")
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--width", type=int, default=7168)
    parser.add_argument("--height", type=int, default=5120)
    parser.add_argument("--spacing", type=float, default=0.5, help="µm per px")
    parser.add_argument("--tumour-fraction", type=float, default=0.1)
    parser.add_argument("--immune-infiltrate", type=float, default=0.4)
    parser.add_argument("--pieces", type=int)
    parser.add_argument("--quality", type=int, default=JPEG_QUALITY)


def run(options: argparse.Namespace) -> None:
    """Write the slide and its truth beside it."""
    if options.out.suffix != ".tif":
        raise SystemExit("the phantom's file name ends in .tif")
    spec = PhantomSpec(
        seed=options.seed,
        width=options.width,
        height=options.height,
        spacing_um_px=options.spacing,
        tumour_fraction=options.tumour_fraction,
        immune_infiltrate=options.immune_infiltrate,
        pieces=options.pieces,
    )
    layout = plan_layout(spec)
    levels = write_slide(layout, options.out, options.quality)
    options.out.with_suffix(".truth.json").write_text(json.dumps(truth(layout), separators=(",", ":")) + "\n")
    print(
        f"{options.out.name}: {options.out.stat().st_size} bytes, levels {levels}, {len(layout.nests)} nests"
    )
