"""Exports SevenNet-0 (or l3i5) from the sevenn package to TorchScript with a model card.

    pip install torch==2.7.1 sevenn==0.13.0
    python tools/export_sevennet.py 7net-0 sevennet-0 11Jul2024 DIRECTORY

The weights are in the wheel (MIT licence). The module maps atomic numbers, edge index and edge
vectors to the energies of the atoms; Nucleate differentiates by the edge vectors.
"""

import sys
from pathlib import Path
from typing import Dict

import e3nn.util.jit
import torch
from ase.data import chemical_symbols
from sevenn.util import load_checkpoint

import model_card


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


def export(checkpoint: str, name: str, version: str, directory: Path) -> None:
    loaded = load_checkpoint(checkpoint)
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
        "elemental_references": "sevennet-0" if name == "sevennet-0" else f"{name}-elements.csv",
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
