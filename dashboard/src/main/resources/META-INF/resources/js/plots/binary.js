/** The hull of two elements: formation energy over composition. */

import { svg } from '../dom.js';
import { formulaText, frame } from './axes.js';
import { products } from './decomposition.js';
import { point } from './phases.js';

const WIDTH = 640;
const HEIGHT = 460;

export function binary(hull, { shown, marked, onpick, describe }) {
  const energies = shown.map(phase => phase.formationEnergyEvPerAtom);
  const [low, high] = [Math.min(0, ...energies), Math.max(0, ...energies)];
  const margin = 0.1 * (high - low || 1);
  const { x, y, nodes } = frame({ width: WIDTH, height: HEIGHT, right: 22, xRange: [0, 1], yRange: [low - margin, high + margin],
    xLabel: `fraction of ${hull.elements[1]} (${hull.elements[0]} at the left)`, yLabel: 'formation energy / eV per atom' });
  const place = phase => [x(phase.fractions[1]), y(phase.formationEnergyEvPerAtom)];
  const lines = hull.facets.map(facet => facet.map(index => place(hull.phases[index])))
    .map(([from, to]) => svg('line', { class: 'hull-line', x1: from[0], y1: from[1], x2: to[0], y2: to[1] }));
  const isLabelled = phase => phase.isVertex || phase === marked;
  return svg('svg', { class: 'drawing', viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: 'img', 'aria-label': describe },
    nodes, lines, marked && leader(hull, marked, x, place),
    shown.map(phase => point(phase, ...place(phase), { isMarked: phase === marked, onpick })),
    shown.filter(isLabelled).map(phase => {
      const [at, down] = place(phase);
      return formulaText(phase.formula, { x: at, y: down + 20, 'text-anchor': at < 90 ? 'start' : at > WIDTH - 60 ? 'end' : 'middle' });
    }));
}

/** From a phase straight down to the hull. */
function leader(hull, marked, x, place) {
  const parts = products(hull, marked.fractions);
  if (marked.isVertex || parts.length === 0) return null;
  const energy = parts.reduce((sum, [phase, share]) => sum + share * phase.formationEnergyEvPerAtom, 0);
  const [at, from] = place(marked);
  const [, to] = place({ ...marked, formationEnergyEvPerAtom: energy });
  return svg('line', { class: 'leader', x1: at, x2: at, y1: from, y2: to });
}
