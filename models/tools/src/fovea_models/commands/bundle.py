"""`bundle`: one command turns a checkpoint into a bundle."""

import argparse
import json
import sys
import traceback
from pathlib import Path

HELP = "Turn a checkpoint (and an encoder) into a bundle: export, check parity, write manifest, golden tensors and a card to fill in."


def configure(parser: argparse.ArgumentParser) -> None:
    """Arguments of the command."""
    parser.add_argument("folder", type=Path, help="bundle folder to write; its name becomes the bundle's id")
    parser.add_argument("--architecture", required=True, choices=("tda-mil", "dsca", "attention-sampling"))
    parser.add_argument(
        "--head",
        type=Path,
        required=True,
        help="state dict (.pt, .pth, .safetensors; tensors only), or a folder with attention.* and feature.* as TensorFlow saved them",
    )
    parser.add_argument(
        "--about", type=Path, required=True, help="about.json: name, question, licence, limits …"
    )
    parser.add_argument(
        "--config",
        type=Path,
        help="what the state dict does not tell (TDA-MIL: heads; DSCA: its config.json)",
    )
    parser.add_argument(
        "--mapping", type=Path, help="TDA-MIL: names of a foreign state dict (tda_mil/checkpoint.py)"
    )
    parser.add_argument(
        "--encoder",
        help="ONNX file, package.module:factory or file.py:factory (that code is run), or the folder of a bundle",
    )
    parser.add_argument("--encoder-weights", type=Path, help="state dict for the torch module")
    for name in ("mean", "std"):
        parser.add_argument(
            f"--{name}", type=float, nargs=3, metavar=("R", "G", "B"), help="of pixels scaled to 0..1"
        )
    parser.add_argument(
        "--exporter",
        choices=("auto", "dynamo", "trace"),
        default="auto",
        help="PyTorch's exporter for a torch module (auto: dynamo, then trace)",
    )
    parser.add_argument(
        "--raw-pixels", action="store_true", help="the encoder takes uint8 [B, S, S, 3] itself"
    )
    parser.add_argument(
        "--pool",
        choices=("cls", "mean", "patch-mean", "cls+patch-mean", "map-mean", "map-max"),
        help="one vector out of tokens [B, T, D] or maps [B, D, h, w]",
    )
    parser.add_argument(
        "--prefix-tokens", type=int, default=1, help="tokens before the patches', CLS first (default 1)"
    )
    parser.add_argument(
        "--fp16", action="store_true", help="write the half-precision encoder too; refused where it loses"
    )
    parser.add_argument(
        "--external-data",
        choices=("auto", "always", "never"),
        default="auto",
        help="encoder weights in a file of their own (auto: from 256 MiB)",
    )
    parser.add_argument(
        "--replace", action="store_true", help="put the new bundle in the place of the old one"
    )
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument(
        "--debug", action="store_true", help="say where an unforeseen error arose (traceback)"
    )


def run(options: argparse.Namespace) -> int:
    """0 where the bundle was written, 1 where it was refused."""
    import torch

    from ..bundle.bring import Request, bring
    from ..bundle.writer import Unsound
    from ..encoders.pixels import Normalisation, Pool
    from ..refused import Refused, first_line

    torch.set_num_threads(options.threads)
    sys.path.insert(0, str(Path.cwd()))
    try:
        if (options.mean is None) != (options.std is None):
            raise Refused("--mean and --std go together")
        if options.prefix_tokens < 1:
            raise Refused("--prefix-tokens is at least 1: CLS, which comes first")
        request = Request(
            target=options.folder,
            architecture=options.architecture,
            head=options.head,
            about=options.about,
            config=options.config,
            mapping=options.mapping,
            encoder=options.encoder,
            encoder_weights=options.encoder_weights,
            normalisation=Normalisation(tuple(options.mean), tuple(options.std)) if options.mean else None,
            raw_pixels=options.raw_pixels,
            pool=Pool(options.pool, options.prefix_tokens),
            exporter=options.exporter,
            external={"auto": None, "always": True, "never": False}[options.external_data],
            half=options.fp16,
            replace=options.replace,
        )
        parity = bring(request)
    except (Refused, Unsound) as reason:
        print(f"refused: {reason}", file=sys.stderr)
        return 1
    except Exception as error:  # noqa: BLE001  a file of others may break any library in ways that nobody foresaw
        if options.debug:
            traceback.print_exc()
        hint = "" if options.debug else " (--debug says where)"
        print(f"refused: {first_line(error)}{hint}", file=sys.stderr)
        return 1
    print(json.dumps(parity, indent=1, ensure_ascii=False))
    left = "TO BE WRITTEN" in (options.folder / "CARD.md").read_text()
    print(
        f"{options.folder.name}: written and verified"
        + ("; CARD.md says what is TO BE WRITTEN: figures and notes in about.json" if left else "")
    )
    return 0
