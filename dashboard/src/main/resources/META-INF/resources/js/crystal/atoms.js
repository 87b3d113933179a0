/** The atoms, bonds and polyhedra of a structure that are drawn; knows nothing of drawing. */

import { isAnion, radiusOf } from '../elements.js';

/** Atoms this near to a face of the cell stand on it, and are drawn on the other side too. */
const FACE = 1e-3;
/** A bond is at most this much longer than the shortest at one of its ends. */
const LONGER_MAX = 1.15;
/** A bond is at most this many times the sum of the covalent radii. */
const RADII_MAX = 1.3;
/** Cells around in which neighbours are looked for. */
const AROUND = 2;
const CORNERS = [4, 8];

export const add = (a, b) => a.map((value, i) => value + b[i]);
export const minus = (a, b) => a.map((value, i) => value - b[i]);
export const times = (a, factor) => a.map(value => value * factor);
export const dot = (a, b) => a.reduce((sum, value, i) => sum + value * b[i], 0);
export const cross = (a, b) => [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
export const length = a => Math.sqrt(dot(a, a));
export const unit = a => times(a, 1 / length(a));

export function cartesian(lattice, frac) {
  return [0, 1, 2].map(axis => frac[0] * lattice[0][axis] + frac[1] * lattice[1][axis] + frac[2] * lattice[2][axis]);
}

function* shifts(low, high) {
  for (let x = low[0]; x <= high[0]; x++) for (let y = low[1]; y <= high[1]; y++) for (let z = low[2]; z <= high[2]; z++) yield [x, y, z];
}

/** Distances from each atom of the cell to all near ones: lists of { to, shift, distance }. */
function distances(structure) {
  const { lattice_vectors: lattice, elements, frac } = structure;
  const around = [...shifts([-AROUND, -AROUND, -AROUND], [AROUND, AROUND, AROUND])];
  return elements.map((element, i) => elements.flatMap((other, to) => {
    const reach = RADII_MAX * (radiusOf(element) + radiusOf(other));
    return around.flatMap(shift => {
      const distance = length(cartesian(lattice, minus(add(frac[to], shift), frac[i])));
      return distance > 0.1 && distance <= reach ? [{ to, shift, distance }] : [];
    });
  }));
}

/** Bonds join an atom to those about as near as its nearest, seen from either end. */
function bondsOf(structure) {
  const near = distances(structure);
  const nearest = near.map(list => Math.min(Infinity, ...list.map(({ distance }) => distance)));
  return near.map((list, i) => list.filter(({ to, distance }) => distance <= LONGER_MAX * Math.max(nearest[i], nearest[to])));
}

const wrap = value => { const inside = value - Math.floor(value); return inside > 1 - FACE / 10 ? 0 : inside; };

/**
 * What is drawn of a structure line.
 *
 * @param repeats cells along each axis
 * @param withPolyhedra also the corners outside that complete polyhedra
 * @returns atoms { element, frac, position }, bonds { from, to } by index, polyhedra { element, corners } by position
 */
export function sceneOf(line, repeats, withPolyhedra) {
  const structure = { ...line, frac: line.frac.map(frac => frac.map(wrap)) };
  const neighbours = bondsOf(structure);
  const indexes = new Map();
  const atoms = [];
  const include = (base, shift) => {
    const key = [base, ...shift].join();
    if (!indexes.has(key)) {
      indexes.set(key, atoms.length);
      const frac = add(structure.frac[base], shift);
      atoms.push({ base, shift, element: structure.elements[base], frac, position: cartesian(structure.lattice_vectors, frac) });
    }
  };
  for (let base = 0; base < structure.elements.length; base++) {
    for (const shift of shifts([0, 0, 0], repeats)) {
      const frac = add(structure.frac[base], shift);
      if (frac.every((value, axis) => value <= repeats[axis] + FACE)) include(base, shift);
    }
  }
  const polyhedra = withPolyhedra ? polyhedraOf(structure, [...atoms], neighbours, include) : [];
  const bonds = atoms.flatMap(({ base, shift }, from) => neighbours[base].flatMap(bond => {
    const to = indexes.get([bond.to, ...add(shift, bond.shift)].join());
    return to !== undefined && to > from ? [{ from, to }] : [];
  }));
  return {
    atoms, bonds,
    polyhedra: polyhedra.map(({ element, corners }) => ({ element, corners: corners.map(key => atoms[indexes.get(key)].position) })),
    cell: structure.lattice_vectors,
    repeats,
  };
}

function polyhedraOf(structure, centres, neighbours, include) {
  const found = [];
  for (const { base, shift, element } of centres) {
    const list = neighbours[base];
    const isSurrounded = !isAnion(element) && list.length >= CORNERS[0] && list.length <= CORNERS[1];
    if (!isSurrounded || !list.every(bond => isAnion(structure.elements[bond.to]))) continue;
    const corners = list.map(bond => {
      const at = add(shift, bond.shift);
      include(bond.to, at);
      return [bond.to, ...at].join();
    });
    found.push({ element, corners });
  }
  return found;
}

/** Triangles of the convex hull of a few points, by trying all of them. */
export function facesOf(points) {
  const faces = [];
  for (let i = 0; i < points.length; i++) for (let j = i + 1; j < points.length; j++) for (let k = j + 1; k < points.length; k++) {
    const normal = cross(minus(points[j], points[i]), minus(points[k], points[i]));
    if (length(normal) < 1e-6) continue;
    const sides = points.map(point => dot(unit(normal), minus(point, points[i])));
    if (sides.every(side => side < 1e-3)) faces.push([i, j, k]);
    else if (sides.every(side => side > -1e-3)) faces.push([i, k, j]);
  }
  return faces;
}
