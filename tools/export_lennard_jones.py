"""Exports Lennard-Jones crystals as TorchScript, once for every way of filling in a model card.

    python tools/export_lennard_jones.py energy/src/test/resources/io/nucleate/energy/potential

They are the test fixtures of the TorchScript potential, and the shortest examples of a module
that it takes.
"""

import sys
from pathlib import Path
from typing import Dict, List, Optional, Tuple

import torch
from torch import Tensor

import model_card

CUTOFF = 6.0
ELEMENTS = ["Ne", "Ar", "Kr"]
SIGMA_ANGSTROM = [2.8, 3.4, 3.6]
EPSILON_EV = [0.0031, 0.0104, 0.0140]
BOHR_ANGSTROM = 0.529177210903
HARTREE_EV = 27.211386245988


def bond_energies(distance: Tensor, sigma: Tensor, epsilon: Tensor, cutoff: float) -> Tensor:
    """Half of each pair's energy, as every pair is listed twice; smooth at the cutoff."""
    sixth = (sigma / distance) ** 6
    fade = (1 - (distance / cutoff) ** 2) ** 3
    return 2 * epsilon * (sixth * sixth - sixth) * fade


class ByEdges(torch.nn.Module):
    """Energies of the atoms from edge vectors; species are places in the card's list."""

    def __init__(self):
        super().__init__()
        self.register_buffer("sigma", torch.tensor(SIGMA_ANGSTROM))
        self.register_buffer("epsilon", torch.tensor(EPSILON_EV))

    def forward(self, species: Tensor, edge_index: Tensor, edge_vectors: Tensor) -> Tensor:
        first, second = edge_index[0], edge_index[1]
        sigma = 0.5 * (self.sigma[species[first]] + self.sigma[species[second]])
        epsilon = torch.sqrt(self.epsilon[species[first]] * self.epsilon[species[second]])
        energies = bond_energies(torch.linalg.norm(edge_vectors, dim=1), sigma, epsilon, 6.0)
        return torch.zeros(species.size(0)).index_add(0, first, energies)


class ByPositions(torch.nn.Module):
    """Total energies from positions, cells and shifts, in atomic units and double precision."""

    def __init__(self):
        super().__init__()
        self.register_buffer(
            "sigma", torch.tensor(SIGMA_ANGSTROM, dtype=torch.float64) / BOHR_ANGSTROM
        )
        self.register_buffer("epsilon", torch.tensor(EPSILON_EV, dtype=torch.float64) / HARTREE_EV)

    def forward(
        self,
        species: Tensor,
        positions: Tensor,
        cells: Tensor,
        edge_index: Tensor,
        shifts: Tensor,
        structure: Tensor,
    ) -> Tensor:
        first, second = edge_index[0], edge_index[1]
        lattice = cells[structure[first]]
        # Second to first: the opposite of the other two modules, and so in the card.
        vectors = positions[first] - positions[second] + torch.einsum("ei,eij->ej", shifts, lattice)
        sigma = 0.5 * (self.sigma[species[first]] + self.sigma[species[second]])
        epsilon = torch.sqrt(self.epsilon[species[first]] * self.epsilon[species[second]])
        energies = bond_energies(
            torch.linalg.norm(vectors, dim=1), sigma, epsilon, 6.0 / 0.529177210903
        )
        return torch.zeros(cells.size(0), dtype=torch.float64).index_add(
            0, structure[first], energies
        )


class OwnForces(torch.nn.Module):
    """One structure at a time, with a dictionary in and a dictionary out.

    The module computes forces and stress (GPa) itself.
    """

    def __init__(self):
        super().__init__()
        self.edges = ByEdges()

    def forward(self, data: Dict[str, Tensor]) -> Dict[str, Tensor]:
        numbers = data["atomic_numbers"]
        species = (numbers == 18).to(torch.int64) + 2 * (numbers == 36).to(torch.int64)
        vectors = data["edge_vectors"].detach().requires_grad_(True)
        edge_index = data["edge_index"]
        atom_energies = self.edges(species, edge_index, vectors)
        seeds: List[Optional[Tensor]] = [torch.ones_like(atom_energies)]
        gradient = torch.autograd.grad([atom_energies], [vectors], seeds)[0]
        assert gradient is not None
        forces = torch.zeros(species.size(0), 3).index_add(0, edge_index[0], gradient)
        forces = forces.index_add(0, edge_index[1], -gradient)
        volume = torch.abs(torch.linalg.det(data["cell"][0]))
        stress = torch.einsum("ei,ej->ij", vectors.detach(), gradient) / volume * 160.2176634
        return {
            "energy": atom_energies.detach().sum().reshape(1),
            "forces": forces,
            "stress": stress,
        }


def card(name: str, **fields) -> dict:
    return {
        "name": name,
        "version": "1",
        "licence": "Apache-2.0",
        "citation": "J. E. Lennard-Jones, Proc. Phys. Soc. 43, 461 (1931),"
        " doi:10.1088/0959-5309/43/5/301",
        "energy_reference": "isolated atoms",
        "elements": ELEMENTS,
    } | fields


def tensors(*triples: Tuple[str, str, str]) -> list:
    return [{"name": name, "is": role, "dtype": dtype} for name, role, dtype in triples]


def main(directory: Path) -> None:
    edges = card(
        "lennard-jones-edges",
        units={"energy": "eV", "length": "angstrom"},
        neighbours={"cutoff_angstrom": CUTOFF, "edge_vectors": "first_to_second"},
        inputs=tensors(
            ("species", "species", "int64"),
            ("edge_index", "edge_index", "int64"),
            ("edge_vectors", "edge_vectors", "float32"),
        ),
        outputs=[{"is": "atom_energies", "dtype": "float32"}],
        forces="edge_vectors",
    )
    positions = card(
        "lennard-jones-positions",
        units={"energy": "hartree", "length": "bohr"},
        neighbours={"cutoff_angstrom": CUTOFF, "edge_vectors": "second_to_first"},
        inputs=tensors(
            ("species", "species", "int64"),
            ("positions", "positions", "float64"),
            ("cells", "cells", "float64"),
            ("edge_index", "edge_index", "int64"),
            ("shifts", "edge_shifts", "float64"),
            ("structure", "structure_of_atom", "int64"),
        ),
        outputs=[{"is": "energies", "dtype": "float64"}],
        forces="positions",
    )
    own = card(
        "lennard-jones-module",
        units={"energy": "eV", "length": "angstrom", "stress": "GPa"},
        neighbours={"cutoff_angstrom": CUTOFF, "edge_vectors": "first_to_second"},
        inputs=tensors(
            ("data.atomic_numbers", "atomic_numbers", "int64"),
            ("data.edge_index", "edge_index", "int64"),
            ("data.edge_vectors", "edge_vectors", "float32"),
            ("data.cell", "cells", "float32"),
        ),
        outputs=tensors(
            ("energy", "energies", "float32"),
            ("forces", "forces", "float32"),
            ("stress", "stresses", "float32"),
        ),
        forces="module",
    )
    model_card.write(ByEdges(), edges, directory)
    model_card.write(ByPositions(), positions, directory)
    model_card.write(OwnForces(), own, directory)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: export_lennard_jones.py DIRECTORY")
    main(Path(sys.argv[1]))
