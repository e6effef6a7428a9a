"""The manifest `model.json`: hashes, sizes, and checks that go beyond the JSON Schema."""

import hashlib
import json
from pathlib import Path, PurePosixPath
from typing import Any

from jsonschema import Draft202012Validator
from onnx import TensorProto

from ..onnx_tools.inspect import external_files, inputs, opset_problems, outputs, read_graph
from ..strict_json import read_json_file
from .kinds import KINDS

SCHEMA = Path(__file__).resolve().parents[4] / "bundle.schema.json"


def bundle_files(folder: Path) -> list[dict[str, Any]]:
    """Every file of the bundle but `model.json`: path, SHA-256 and size, sorted by path."""
    files = []
    for path in sorted(p for p in folder.rglob("*") if p.is_file() and p != folder / "model.json"):
        with path.open("rb") as content:
            digest = hashlib.file_digest(content, "sha256").hexdigest()
        name = path.relative_to(folder).as_posix()
        files.append({"path": name, "sha256": digest, "bytes": path.stat().st_size})
    return files


def problems(folder: Path) -> list[str]:
    """What is wrong with a bundle, as sentences; empty where it is sound."""
    try:
        manifest = read_json_file(folder / "model.json")
    except (OSError, ValueError) as error:
        return [f"model.json cannot be read: {error}"]
    found = schema_problems(manifest)
    if found:
        return found
    if manifest["id"] != folder.name:
        found.append(f"id is {manifest['id']}, but the folder is named {folder.name}")
    found += manifest_problems(manifest)
    actual, listed = bundle_files(folder), manifest["files"]
    if actual != sorted(listed, key=lambda file: file["path"]):
        wrong = {f["path"] for f in actual + listed if f not in actual or f not in listed}
        found.append(f"files that differ from the list: {sorted(wrong)}")
    return found or graph_problems(folder, manifest)


def schema_problems(manifest: Any) -> list[str]:
    """Where `models/bundle.schema.json` is not kept."""
    schema = json.loads(SCHEMA.read_text())
    errors = Draft202012Validator(schema).iter_errors(manifest)
    return [f"{error.json_path}: {error.message}" for error in errors]


def manifest_problems(manifest: dict[str, Any]) -> list[str]:
    """What the JSON Schema cannot say."""
    found = []
    if len(manifest["class_names"]) != manifest["num_classes"]:
        found.append("class_names does not have num_classes names")
    if (manifest["positive_class"] or 0) >= manifest["num_classes"]:
        found.append("positive_class is not one of the classes")
    found += figure_problems(manifest["figures"])
    head, kind = manifest["head"], KINDS[manifest["architecture"]]
    if "encoder" in manifest and head["features"] != manifest["encoder"]["feature_dim"]:
        found.append("the head does not take the encoder's features")
    if head.get("classes", manifest["num_classes"]) != manifest["num_classes"]:
        found.append("the head's classes are not num_classes")
    found += kind.problems(manifest)
    wanted, optional = kind.graphs(head), kind.optional_graphs(head)
    if head["graphs"].keys() not in (wanted, wanted | optional):
        found.append(
            f"graphs wanting or too many: {sorted(wanted ^ (head['graphs'].keys() - optional) or optional)}"
        )
    ids = [entry["id"] for entry in manifest["maps"]]
    possible = {entry["id"] for entry in kind.maps(head)}
    if len(set(ids)) != len(ids) or not possible.issuperset(ids):
        found.append(f"maps are {ids}; such a head gives {sorted(possible)}")
    listed = {file["path"] for file in manifest["files"]}
    found += [f"{path} is named but not listed" for path in named_files(manifest) if path not in listed]
    return found


def figure_problems(figures: list[dict[str, Any]]) -> list[str]:
    """Intervals that are not one: half of it wanting, or the value outside it."""
    found = []
    for figure in figures:
        low, value, high = (figure[name] for name in ("low", "value", "high"))
        if (low is None) != (high is None):
            found.append(f"figure {figure['name']!r}: low and high go together")
        elif low is not None and not low <= value <= high:
            found.append(f"figure {figure['name']!r}: {value} does not lie in {low} … {high}")
    return found


def named_files(manifest: dict[str, Any]) -> list[str]:
    """Every file that the manifest gives a role."""
    encoder = manifest.get("encoder", {"files": {}})
    parts = (
        manifest["golden"],
        encoder["files"],
        encoder.get("data", {}),
        manifest["head"]["graphs"],
    )
    return [path for part in parts for path in part.values()]


def graph_problems(folder: Path, manifest: dict[str, Any]) -> list[str]:
    """Are the ONNX files such as the format says? Needs a manifest without problems."""
    found = []
    for path in manifest["head"]["graphs"].values():
        model = read_graph(folder / path)
        found += [f"{path}: {sentence}" for sentence in opset_problems(model)]
        if external_files(model.graph):
            found.append(f"{path}: a head's graph keeps its weights inside")
    if "encoder" in manifest:
        found += _encoder_problems(folder, manifest["encoder"], manifest["patch_size_pixels"])
    return found


def _encoder_problems(folder: Path, encoder: dict[str, Any], side_px: int) -> list[str]:
    found = []
    for precision, path in encoder["files"].items():
        model = read_graph(folder / path)
        sentences = opset_problems(model)
        given, made = inputs(model.graph), outputs(model.graph)
        if [v.name for v in given] != ["patches"] or [v.name for v in made] != ["features"]:
            sentences.append("its one input is patches, its one output features")
        else:
            (patches,), (features,) = given, made
            fixed = (patches.dtype, patches.axes[1:]) == (TensorProto.UINT8, (side_px, side_px, 3))
            if not fixed or isinstance(patches.axes[0], int):
                sentences.append(f"takes {patches}; wanted uint8 [B, {side_px}, {side_px}, 3]")
            wanted = (TensorProto.FLOAT, (encoder["feature_dim"],))
            if (features.dtype, features.axes[1:]) != wanted or isinstance(features.axes[0], int):
                sentences.append(f"gives {features}; wanted float [B, {encoder['feature_dim']}]")
        data = encoder.get("data", {}).get(precision)
        if data is not None and PurePosixPath(data).parent != PurePosixPath(path).parent:
            sentences.append(f"its data file {data} lies in another folder")
        refers, names = external_files(model.graph), {PurePosixPath(data).name} if data else set()
        if refers != names:
            sentences.append(f"refers to data in {sorted(refers)}, the manifest names {sorted(names)}")
        found += [f"{path}: {sentence}" for sentence in sentences]
    return found
