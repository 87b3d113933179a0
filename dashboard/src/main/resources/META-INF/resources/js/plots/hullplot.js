/** A hull plot as its number of elements asks for, with what it says of a chosen phase. */

import { make } from '../dom.js';
import { csv, toolsOfDrawing } from '../export.js';
import { fixed, formula } from '../format.js';
import { crystalHref } from '../router.js';
import { binary } from './binary.js';
import { products } from './decomposition.js';
import { gibbs } from './gibbs.js';
import { key, productsText } from './phases.js';
import { tetrahedron } from './tetrahedron.js';

export const TURN = [25, 18];
const KINDS = { 2: binary, 3: gibbs, 4: tetrahedron };

/** What is said of a phase: energies, products, and where to read more unless that is here. */
export function told(hull, phase, isHere = false) {
  const parts = phase.isVertex ? [] : products(hull, phase.fractions);
  return make('p', {},
    make('b', { class: 'formula' }, formula(phase.formula)), phase.material && ` (${phase.material})`,
    `: formation energy ${fixed(phase.formationEnergyEvPerAtom, 3)} eV/atom, `,
    phase.isVertex ? 'on the hull.' : `${fixed(phase.energyAboveHullEvPerAtom, 3)} eV/atom above the hull${parts.length ? `; falls apart into ${productsText(parts)} (shares of atoms)` : ''}.`,
    phase.id && !isHere && [' ', make('a', { href: crystalHref(phase.id) }, 'Open its page')]);
}

function csvOf(hull) {
  return csv(['formula', ...hull.elements.map(element => `fraction_${element}`), 'formation_energy_ev_per_atom', 'energy_above_hull_ev_per_atom', 'known', 'id'],
    hull.phases.map(phase => [phase.formula, ...phase.fractions, phase.formationEnergyEvPerAtom, phase.energyAboveHullEvPerAtom, phase.known, phase.material ?? phase.id]));
}

/**
 * @param hull as the service tells it
 * @param options above: largest energy above hull shown, in eV/atom; marked: a phase or null;
 *     turn: { angles, onturn } of a tetrahedron; onpick is told of a phase that was chosen
 */
export function hullPlot(hull, { above, marked = null, turn = { angles: TURN, onturn: () => {} }, onpick }) {
  const shown = hull.phases.filter(phase => phase === marked || phase.energyAboveHullEvPerAtom <= above);
  const stable = hull.phases.filter(phase => phase.isVertex).length;
  const system = hull.elements.join('-');
  const describe = `Convex hull of ${system}: ${stable} phases on it, ${hull.phases.length - stable} above it. The table has all of them.`;
  const drawing = KINDS[hull.elements.length](hull, { shown, marked, onpick, describe, turn });
  return {
    node: make('div', {}, drawing, key(shown)),
    tools: toolsOfDrawing(() => drawing, `hull-${system}`, 'the hull', () => csvOf(hull)),
  };
}
