"""`docs/bring-your-own.md` says commands that run: this runs them, in the order in which they stand."""

import json
import re
import shlex
from pathlib import Path

import pytest

from fovea_models.__main__ import main
from fovea_models.bundle.verify import listed_problems
from fovea_models.tissue.data import shared_data

PAGE = Path(__file__).resolve().parents[3] / "docs" / "bring-your-own.md"
REFERENCE = (shared_data() or Path("/nowhere")) / "reference"
BLOCK = re.compile(r"^```(\w+)(?: (\S+))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def test_the_page_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    made = []
    for kind, name, content in BLOCK.findall(PAGE.read_text()):
        if kind == "json":
            json.loads(content)
            (tmp_path / name).write_text(content)
        elif kind == "python":
            exec(compile(content, str(PAGE), "exec"), {})  # noqa: S102  our own page
        elif kind == "sh":
            for line in content.splitlines():
                if "$REFERENCE" in line and not REFERENCE.exists():
                    continue
                words = shlex.split(line.replace("$REFERENCE", str(REFERENCE)))
                assert words[:3] == ["python", "-m", "fovea_models"], line
                assert main(words[3:]) == 0, line
                made += [words[4]] if words[3] == "bundle" else []
    assert made[0] == "example-tda-mil" and made[-1] == "example-onnx"
    assert len(made) == (4 if REFERENCE.exists() else 2)
    for name in made:
        assert listed_problems(tmp_path / name) == []
    if not REFERENCE.exists():
        pytest.skip("../shared/data is not there: the commands with $REFERENCE were left out")
