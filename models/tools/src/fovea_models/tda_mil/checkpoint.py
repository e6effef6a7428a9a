"""TDA-MIL weights on disk, ours and foreign ones.

Our parameter names are those of `TdaMil.state_dict()`: `embed.{weight,bias}`, `cls`, `blocks.<l>.{norm1,query,key,value,
out,norm2,up,down}.{weight,bias}` (and `step2.<l>.…` where blocks are not shared), `task` (T), `select_matrix` (C),
`td_up`, `td_down` (MLP_td), `norm`, `classifier`. Linear weights are `[out, in]`.

A mapping file turns a foreign state dict into ours. JSON: `{"<our name>": "<their name>" | {"from": "<their name>",
"rows": [first, last], "reshape": [...], "transpose": true}}`; steps are taken in the order rows, reshape, transpose;
`rows` is half-open along axis 0 (for a fused QKV matrix). `"ignore": ["<prefix>", …]` names tensors that are left out on
purpose. `foreign.py` reads such files.
"""

import json
from pathlib import Path
from typing import Any

from safetensors import safe_open
from safetensors.torch import load_file, save_file
from torch import Tensor

from .model import Config, TdaMil


def save_checkpoint(model: TdaMil, path: Path) -> None:
    """Weights and configuration as one safetensors file."""
    tensors = {name: value.detach().contiguous() for name, value in model.state_dict().items()}
    save_file(tensors, path, metadata={"config": json.dumps(model.config.as_dict())})


def load_checkpoint(path: Path) -> TdaMil:
    """A model from `save_checkpoint`, in evaluation mode."""
    with safe_open(path, "pt") as stored:
        config = json.loads((stored.metadata() or {})["config"])
    model = TdaMil(Config(**config))
    model.load_state_dict(load_file(path))
    return model.eval()


def map_state(foreign: dict[str, Tensor], mapping: dict[str, Any]) -> dict[str, Tensor]:
    """A foreign state dict under our names. Raises KeyError naming every tensor that is not there."""
    rules = {ours: {"from": rule} if isinstance(rule, str) else rule for ours, rule in mapping.items()}
    missing = sorted({rule["from"] for rule in rules.values()} - foreign.keys())
    if missing:
        raise KeyError(f"the state dict lacks: {', '.join(missing)}")
    state: dict[str, Tensor] = {}
    for ours, rule in rules.items():
        value = foreign[rule["from"]]
        if "rows" in rule:
            value = value[rule["rows"][0] : rule["rows"][1]]
        if "reshape" in rule:
            value = value.reshape(rule["reshape"])
        if rule.get("transpose"):
            value = value.T
        state[ours] = value.contiguous()
    return state
