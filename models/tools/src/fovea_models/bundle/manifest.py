"""The manifest `model.json`: hashes, sizes, and checks that go beyond the JSON Schema."""

import hashlib
import json
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator

SCHEMA = Path(__file__).resolve().parents[4] / "bundle.schema.json"


def bundle_files(folder: Path) -> list[dict[str, Any]]:
    """Every file of the bundle but `model.json`: path, SHA-256 and size, sorted by path."""
    files = []
    for path in sorted(p for p in folder.rglob("*") if p.is_file() and p.name != "model.json"):
        content = path.read_bytes()
        name = path.relative_to(folder).as_posix()
        files.append({"path": name, "sha256": hashlib.sha256(content).hexdigest(), "bytes": len(content)})
    return files


def problems(folder: Path) -> list[str]:
    """What is wrong with a bundle, as sentences; empty where it is sound."""
    manifest = json.loads((folder / "model.json").read_text())
    schema = json.loads(SCHEMA.read_text())
    found = [
        f"{error.json_path}: {error.message}" for error in Draft202012Validator(schema).iter_errors(manifest)
    ]
    if found:
        return found
    if manifest["id"] != folder.name:
        found.append(f"id is {manifest['id']}, but the folder is named {folder.name}")
    if len(manifest["class_names"]) != manifest["num_classes"]:
        found.append("class_names does not have num_classes names")
    if (manifest["positive_class"] or 0) >= manifest["num_classes"]:
        found.append("positive_class is not one of the classes")
    head = manifest["head"]
    if head["architecture"] != manifest["architecture"]:
        found.append("the head's architecture is not the bundle's")
    if head["features"] != manifest["encoder"]["feature_dim"]:
        found.append("the head does not take the encoder's features")
    if head["width"] % head["heads"]:
        found.append("the head's width is not a multiple of its heads")
    wanted = graph_names(head)
    if wanted != head["graphs"].keys():
        found.append(f"graphs wanting or too many: {sorted(wanted ^ head['graphs'].keys())}")
    actual, listed = bundle_files(folder), manifest["files"]
    if actual != sorted(listed, key=lambda file: file["path"]):
        wrong = {f["path"] for f in actual + listed if f not in actual or f not in listed}
        found.append(f"files that differ from the list: {sorted(wrong)}")
    named = [*manifest["golden"].values(), *manifest["encoder"]["files"].values(), *head["graphs"].values()]
    found += [f"{path} is named but not listed" for path in named if path not in {f["path"] for f in listed}]
    return found


def graph_names(head: dict[str, Any]) -> set[str]:
    """The graphs that a TDA-MIL head consists of."""
    names = {"embed", "select", "classify"}
    for prefix in ("",) if head["shared_blocks"] else ("", "step2-"):
        names |= {f"{prefix}block{i}-{part}" for i in range(head["blocks"]) for part in ("kv", "query")}
        names.add(f"{prefix}block{head['blocks'] - 1}-attention")
    return names
