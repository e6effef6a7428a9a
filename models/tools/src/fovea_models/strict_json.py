"""JSON as the standard has it, which is what a browser parses: Python's own reader also takes NaN and Infinity."""

import json
import math
from pathlib import Path
from typing import Any

from .refused import Refused


def _constant(name: str) -> Any:
    raise ValueError(f"{name} is not a number that JSON has")


def _number(text: str) -> float:
    if not math.isfinite(value := float(text)):
        raise ValueError(f"{text[:40]} is too large for a number")
    return value


def parse_json(text: str) -> Any:
    """The value of a JSON text. Raises ValueError for anything else: NaN, Infinity, 1e999, nesting without end."""
    try:
        return json.loads(text, parse_constant=_constant, parse_float=_number)
    except RecursionError as error:
        raise ValueError("it is nested too deeply") from error


def read_json_file(path: Path) -> Any:
    """The value in a UTF-8 file. Raises OSError or ValueError."""
    return parse_json(path.read_text(encoding="utf-8"))


def read_json(path: Path | None) -> dict[str, Any] | None:
    """An object from a JSON file that a user names; None for no file. Raises Refused for anything else."""
    if path is None:
        return None
    try:
        value = read_json_file(path)
    except (OSError, ValueError) as error:
        raise Refused(f"{path.name} cannot be read: {error}") from error
    if not isinstance(value, dict):
        raise Refused(f"{path.name} does not hold an object")
    return value
