"""`phantom-answers`: the golden answers of the app's installation check."""

import argparse
import json
from pathlib import Path

HELP = "Write what bundles answer on the phantom slide that ships: the golden answers of the app's installation check."


def configure(parser: argparse.ArgumentParser) -> None:
    """Arguments of the command."""
    parser.add_argument("slide", type=Path)
    parser.add_argument(
        "--bundle", type=Path, required=True, action="append", help="may be given several times"
    )
    parser.add_argument("--out", type=Path, required=True, help="folder for one <bundle id>.answer.json each")


def run(options: argparse.Namespace) -> None:
    """Write one file a bundle."""
    from ..phantom_answers import phantom_answer

    options.out.mkdir(parents=True, exist_ok=True)
    for bundle in options.bundle:
        answer = phantom_answer(options.slide, bundle)
        text = json.dumps(answer, separators=(",", ":")) + "\n"
        (options.out / f"{answer['bundle']['id']}.answer.json").write_text(text)
        print(
            f"{answer['bundle']['id']}: {answer['patches']['count']} patches, {answer['seconds']} s, {len(text)} bytes"
        )
