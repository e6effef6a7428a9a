"""The encoder of an existing bundle, taken over byte for byte, so that heads share it and its features."""

import shutil
from pathlib import Path, PurePosixPath

from ..bundle.manifest import bundle_files, schema_problems
from ..refused import Refused
from ..strict_json import read_json_file
from .part import EncoderFiles, EncoderPart


def reused_encoder(bundle: Path, side_px: int) -> EncoderPart:
    """The encoder of the bundle in that folder; raises Refused where it is not sound or takes other patches."""
    try:
        manifest = read_json_file(bundle / "model.json")
    except (OSError, ValueError) as error:
        raise Refused(f"{bundle} is not a bundle: {error}") from error
    if problems := schema_problems(manifest):
        raise Refused(f"{bundle.name}/model.json: {problems[0]}")
    if "encoder" not in manifest:
        raise Refused(f"{bundle.name} has no encoder ({manifest['architecture']})")
    if manifest["patch_size_pixels"] != side_px:
        raise Refused(
            f"the encoder of {bundle.name} takes patches of {manifest['patch_size_pixels']} px; patch_size_pixels is {side_px}"
        )
    encoder = manifest["encoder"]
    paths = [*encoder["files"].values(), *encoder.get("data", {}).values(), manifest["golden"]["encoder"]]
    listed = {file["path"]: file for file in manifest["files"]}
    actual = {file["path"]: file for file in bundle_files(bundle)}
    for path in paths:
        if path not in listed or actual.get(path) != listed[path]:
            raise Refused(f"{bundle.name}/{path} is not the file that model.json lists")

    def write(folder: Path) -> EncoderFiles:
        for path in paths[:-1]:
            target = folder / PurePosixPath(path)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(bundle / path, target)
        return EncoderFiles(dict(encoder["files"]), dict(encoder.get("data", {})))

    return EncoderPart(
        id=encoder["id"],
        feature_dim=encoder["feature_dim"],
        write=write,
        reference=None,
        reference_name=f"golden tensors of {manifest['id']} {manifest['version']}",
        golden=bundle / manifest["golden"]["encoder"],
        transform=manifest["transform"],
    )
