"""`heatmap`: run a bundle over a whole slide in Python and look at the relevance."""

import argparse
import json
from pathlib import Path

HELP = "Run a bundle over a whole slide in Python; write its relevance as a picture, its numbers as .npz and a summary as .json."


def configure(parser: argparse.ArgumentParser) -> None:
    """Arguments of the command."""
    parser.add_argument("slide", type=Path)
    parser.add_argument("--bundle", type=Path, required=True)
    parser.add_argument("--spacing", type=float, help="µm per px where the slide states none")
    parser.add_argument(
        "--out", type=Path, required=True, help="picture to write (.png); numbers go beside it"
    )
    parser.add_argument("--threads", type=int, default=1)


def run(options: argparse.Namespace) -> None:
    """Write the picture and print a summary."""
    import numpy as np

    from ..heatmap import paint, thumbnail, tissue_boxes
    from ..openslide_reader import OpenSlideReader
    from ..reference import run_pipeline

    manifest = json.loads((options.bundle / "model.json").read_text())
    if manifest["architecture"] != "tda-mil":
        raise SystemExit(
            f"heatmap paints the relevance of TDA-MIL; {manifest['id']} is a {manifest['architecture']}"
        )
    patch_um = manifest["patch_size_pixels"] * manifest["spacing_um_px"]
    reader = OpenSlideReader(options.slide)
    spacing = reader.pyramid(options.spacing).spacing_um_px
    boxes, cells = tissue_boxes(reader, spacing, patch_um, manifest["tissue"]["min_coverage"])
    done = run_pipeline(options.slide, options.bundle, boxes, spacing, options.threads)
    relevance = done.answer.relevance
    picture_um_px = 12.0
    paint(thumbnail(reader, spacing, picture_um_px), cells, relevance, patch_um / picture_um_px, options.out)
    maps = {"relevance": relevance, "bottom_up": done.answer.bottom_up, "top_down": done.answer.top_down}
    np.savez(
        options.out.with_suffix(".npz"), cells=cells, boxes=np.array(boxes), features=done.features, **maps
    )
    shares = {f"share above {t}": round(float((relevance > t).mean()), 4) for t in (0.1, 0.3, 0.5, 0.7)}
    odds = np.exp(done.answer.logits - done.answer.logits.max())
    summary = {
        "slide": options.slide.stem,
        "spacing_um_px": spacing,
        "bundle": manifest["id"],
        "patches": len(boxes),
        "logits": done.answer.logits.tolist(),
        "scores": (odds / odds.sum()).tolist(),
        **shares,
        "seconds": done.seconds,
    }
    text = json.dumps(summary, indent=1)
    options.out.with_suffix(".json").write_text(text + "\n")
    print(text)
