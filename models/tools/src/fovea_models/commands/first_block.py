"""`first-block`: gives TDA-MIL bundles made before them the optional graphs that questions about a part of a bag start from."""

import argparse
import json
import shutil
import tempfile
from pathlib import Path

from ..bundle.manifest import bundle_files
from ..bundle.verify import listed_problems
from ..tda_mil.first_block import PARTS, add_first_block

HELP = "Add the optional graphs first-* to TDA-MIL bundles that lack them; everything else stays as it is."


def configure(parser: argparse.ArgumentParser) -> None:
    """Arguments of the command."""
    parser.add_argument("folders", type=Path, nargs="+")


def run(options: argparse.Namespace) -> int:
    """0 where every bundle has them and is sound; one that would not be is left as it was."""
    failed = 0
    for folder in (one.resolve() for one in options.folders):
        with tempfile.TemporaryDirectory(dir=folder.parent, prefix=".bundle-") as scratch:
            new = Path(scratch) / folder.name
            shutil.copytree(folder, new)
            manifest = json.loads((new / "model.json").read_text(encoding="utf-8"))
            if manifest["architecture"] != "tda-mil":
                print(f"{folder.name}: no TDA-MIL")
                failed += 1
                continue
            graphs = manifest["head"]["graphs"] | add_first_block(new, manifest["head"])
            manifest["head"]["graphs"] = dict(sorted(graphs.items()))
            manifest["files"] = bundle_files(new)
            text = json.dumps(manifest, indent=2, ensure_ascii=False, allow_nan=False)
            (new / "model.json").write_text(text + "\n", encoding="utf-8")
            if wrong := listed_problems(new):
                print(f"{folder.name}: {'; '.join(wrong)}")
                failed += 1
                continue
            for name in PARTS:
                shutil.copyfile(new / graphs[name], folder / graphs[name])
            shutil.copyfile(new / "model.json", folder / "model.json")
            print(f"{folder.name}: has them")
    return 1 if failed else 0
