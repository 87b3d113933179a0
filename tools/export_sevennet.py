"""Exports a SevenNet from the sevenn package to TorchScript with a model card.

    pip install torch==2.7.1 sevenn==0.13.0
    python tools/export_sevennet.py 7net-0 sevennet-0 11Jul2024 DIRECTORY
    python tools/export_sevennet.py 7net-l3i5 sevennet-l3i5 12Dec2024 DIRECTORY

The weights are in the wheel (MIT licence, SHA-256 9378f7df...7e22620). The checkpoints of the two
above are checked by SHA-256, and a checkpoint's pickle may make tensors, arrays and plain
containers only, so no code in it runs. The module maps atomic numbers, edge index and edge vectors
to the energies of the atoms; Nucleate differentiates by the edge vectors.
"""

import codecs
import contextlib
import hashlib
import os
import sys
from pathlib import Path
from typing import Dict

import e3nn.util.jit
import numpy
import torch
from ase.data import chemical_symbols
from sevenn.util import load_checkpoint

import model_card

SHA256 = {
    "7net-0": "7052cb42b7b3be42b40b97fa0d21077a48c54b5548948fc4dcf346629f813c36",
    "7net-l3i5": "a7ff190d41efe5b8317a03d20a468e4036a1a3e64e0b14fdbab64ac3f4bfc09d",
}
SHIPPED = ("sevennet-0", "sevennet-l3i5")
NUMPY = [
    (numpy._core.multiarray._reconstruct, "numpy.core.multiarray._reconstruct"),
    (numpy.ndarray, "numpy.ndarray"),
    (numpy.dtype, "numpy.dtype"),
    *(type(numpy.dtype(kind)) for kind in (numpy.float32, numpy.float64, numpy.int64)),
    codecs.encode,
]


class AtomEnergies(torch.nn.Module):
    """SevenNet from a graph to the energies of its atoms, in eV."""

    def __init__(self, model, type_map: Dict[int, int]):
        super().__init__()
        self.model = model
        kinds = torch.full((len(chemical_symbols),), -1, dtype=torch.int64)
        for number, kind in type_map.items():
            kinds[number] = kind
        self.register_buffer("kinds", kinds)

    def forward(self, atomic_numbers, edge_index, edge_vectors):
        data: Dict[str, torch.Tensor] = {
            "x": self.kinds[atomic_numbers],
            "edge_index": edge_index,
            "edge_vec": edge_vectors,
        }
        return self.model(data)["atomic_energy"]


@contextlib.contextmanager
def no_code_from_pickles():
    """Makes torch.load refuse what is neither tensor, array nor container, whatever it is told."""
    os.environ["TORCH_FORCE_WEIGHTS_ONLY_LOAD"] = "1"
    try:
        with torch.serialization.safe_globals(NUMPY):
            yield
    finally:
        del os.environ["TORCH_FORCE_WEIGHTS_ONLY_LOAD"]


def load(checkpoint: str):
    """Returns a checkpoint, read; stops where it is not the one that was released."""
    loaded = load_checkpoint(checkpoint)
    sha256 = hashlib.sha256(Path(loaded.checkpoint_path).read_bytes()).hexdigest()
    if SHA256.get(checkpoint, sha256) != sha256:
        sys.exit(
            f"{loaded.checkpoint_path} has SHA-256 {sha256}, not {SHA256[checkpoint]};"
            " install sevenn==0.13.0 anew"
        )
    with no_code_from_pickles():
        loaded.config
    return loaded


def export(checkpoint: str, name: str, version: str, directory: Path) -> None:
    loaded = load(checkpoint)
    model = loaded.build_model()
    model.delete_module_by_key("force_output")
    model.eval_type_map = False
    model.key_grad = None
    model.set_is_batch_data(False)
    model.eval()
    for parameter in model.parameters():
        parameter.requires_grad_(False)
    type_map = loaded.config["_type_map"]
    module = AtomEnergies(e3nn.util.jit.script(model), type_map)
    card = {
        "name": name,
        "version": version,
        "licence": "MIT, Copyright (c) 2024 Yutack Park",
        "citation": "Y. Park, J. Kim, S. Hwang, S. Han, J. Chem. Theory Comput. 20, 4857 (2024),"
        " doi:10.1021/acs.jctc.4c00190",
        "energy_reference": "PBE/PBE+U total energies of the Materials Project trajectories"
        " (MPtrj)",
        "elemental_references": name if name in SHIPPED else f"{name}-elements.csv",
        "elements": [chemical_symbols[number] for number in sorted(type_map)],
        "units": {"energy": "eV", "length": "angstrom"},
        "neighbours": {
            "cutoff_angstrom": float(loaded.config["cutoff"]),
            "edge_vectors": "first_to_second",
        },
        "inputs": [
            {"name": "atomic_numbers", "is": "atomic_numbers", "dtype": "int64"},
            {"name": "edge_index", "is": "edge_index", "dtype": "int64"},
            {"name": "edge_vectors", "is": "edge_vectors", "dtype": "float32"},
        ],
        "outputs": [{"is": "atom_energies", "dtype": "float32"}],
        "forces": "edge_vectors",
    }
    model_card.write(module, card, directory)


if __name__ == "__main__":
    if len(sys.argv) != 5:
        sys.exit(
            "usage: export_sevennet.py CHECKPOINT NAME VERSION DIRECTORY,"
            " for example 7net-0 sevennet-0 11Jul2024 ."
        )
    export(sys.argv[1], sys.argv[2], sys.argv[3], Path(sys.argv[4]))
