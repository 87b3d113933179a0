/** The hull of three elements, seen from above: the Gibbs triangle. */

import { svg } from '../dom.js';
import { formulaText } from './axes.js';
import { products } from './decomposition.js';
import { point } from './phases.js';

const WIDTH = 640;
const HEIGHT = 560;
const CORNERS = [[320, 44], [46, 518], [594, 518]];
const TENTHS = [0.2, 0.4, 0.6, 0.8];

const place = fractions => [0, 1].map(axis => CORNERS.reduce((sum, corner, i) => sum + fractions[i] * corner[axis], 0));
const line = (name, from, to) => svg('line', { class: name, x1: from[0], y1: from[1], x2: to[0], y2: to[1] });

/** Lines of equal fraction, faint, a fifth apart, with their numbers at one side each. */
function grid() {
  return [0, 1, 2].flatMap(element => TENTHS.flatMap(fraction => {
    const [next, last] = [(element + 1) % 3, (element + 2) % 3];
    const end = other => place([0, 1, 2].map(i => i === element ? fraction : i === other ? 1 - fraction : 0));
    const [tx, ty] = end(last);
    const [dx, dy] = [[14, -2], [-12, -6], [0, 17]][element];
    return [line('grid-line', end(next), end(last)),
      svg('text', { class: 'tick', x: tx + dx, y: ty + dy, 'text-anchor': 'middle', 'font-size': 10.5 }, String(fraction))];
  }));
}

export function gibbs(hull, { shown, marked, onpick, describe }) {
  const facets = hull.facets.map(facet => svg('polygon', { class: 'facet', points: facet.map(index => place(hull.phases[index].fractions).join(' ')).join(' ') }));
  const parts = marked && !marked.isVertex ? products(hull, marked.fractions) : [];
  const isCorner = phase => phase.fractions.some(fraction => fraction > 0.999);
  return svg('svg', { class: 'drawing', viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: 'img', 'aria-label': describe },
    grid(), facets,
    parts.map(([phase]) => line('leader', place(marked.fractions), place(phase.fractions))),
    shown.map(phase => point(phase, ...place(phase.fractions), { isMarked: phase === marked, onpick })),
    shown.filter(phase => (phase.isVertex && !isCorner(phase)) || phase === marked).map(phase => {
      const [x, y] = place(phase.fractions);
      // At the lower side names stand below it, where there is room.
      return phase.fractions[0] < 0.02
        ? formulaText(phase.formula, { x, y: y + 34, 'text-anchor': 'middle' })
        : formulaText(phase.formula, { x: x + 9, y: y - 8 });
    }),
    hull.elements.map((element, i) => svg('text', { x: CORNERS[i][0], y: CORNERS[i][1] + (i === 0 ? -18 : 36), 'text-anchor': 'middle', 'font-size': 16, 'font-weight': 600 }, element)));
}
