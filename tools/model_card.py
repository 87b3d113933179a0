"""Writes a TorchScript module and the model card that Nucleate reads beside it.

ModelCard.java lists the fields of a card.
"""

import hashlib
import io
import json
import zipfile
from pathlib import Path

import torch


def without_debug_records(module: torch.jit.ScriptModule) -> bytes:
    """Returns the module's archive without the records that name source files of this machine."""
    saved, stripped = io.BytesIO(), io.BytesIO()
    torch.jit.save(module, saved)
    with (
        zipfile.ZipFile(saved) as source,
        zipfile.ZipFile(stripped, "w", zipfile.ZIP_STORED) as target,
    ):
        for record in source.infolist():
            if not record.filename.endswith(".debug_pkl"):
                target.writestr(zipfile.ZipInfo(record.filename), source.read(record))
    return stripped.getvalue()


def write(module: torch.nn.Module, card: dict, directory: Path) -> Path:
    """Freezes the module, saves it as NAME.pt and the card as NAME.json; returns the card."""
    directory.mkdir(parents=True, exist_ok=True)
    model = directory / f"{card['name']}.pt"
    frozen = torch.jit.freeze(torch.jit.script(module.eval()))
    model.write_bytes(without_debug_records(frozen))
    head = {"name": card["name"], "version": card["version"], "model": model.name}
    head["sha256"] = hashlib.sha256(model.read_bytes()).hexdigest()
    path = directory / f"{card['name']}.json"
    path.write_text(json.dumps(head | card, indent=2) + "\n")
    print(f"{path}: {model.name}, {model.stat().st_size:,} bytes")
    return path
