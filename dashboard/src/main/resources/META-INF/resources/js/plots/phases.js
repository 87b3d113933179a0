/** How phases look in every hull plot, and what is said of them. */

import { make, svg } from '../dom.js';
import { fixed, percent } from '../format.js';

const EV = 'eV/atom';

export function label(phase) {
  return `${phase.formula}${phase.material ? `, ${phase.material}` : ''}: formation energy ${fixed(phase.formationEnergyEvPerAtom, 3)} ${EV}, ${fixed(phase.energyAboveHullEvPerAtom, 3)} above the hull`;
}

export function productsText(list) {
  return list.map(([phase, share]) => `${percent(share)} % ${phase.formula}`).join(' + ');
}

function shape(phase, x, y, size) {
  if (!phase.known) return svg('path', { class: phase.isVertex ? 'mark ours' : 'mark ours', d: `M${x} ${y - size * 1.25}L${x + size * 1.25} ${y}L${x} ${y + size * 1.25}L${x - size * 1.25} ${y}Z`, 'fill-opacity': phase.isVertex ? null : 0.45 });
  return svg('circle', { class: phase.isVertex ? 'mark known' : 'mark unstable', cx: x, cy: y, r: phase.isVertex ? size : size * 0.8 });
}

/** A phase at its place; a click chooses it. */
export function point(phase, x, y, { size = 5, isMarked = false, onpick }) {
  return svg('g', { onclick: () => onpick(phase) },
    // A finger is wider than the mark.
    svg('circle', { cx: x, cy: y, r: 13, fill: 'transparent', stroke: 'none' }),
    shape(phase, x, y, size),
    isMarked && svg('circle', { class: 'marked', cx: x, cy: y, r: size + 5 }),
    svg('title', {}, label(phase)));
}

export function key(phases) {
  const icon = phase => svg('svg', { viewBox: '0 0 14 14', class: 'drawing', 'aria-hidden': 'true' }, shape(phase, 7, 7, 4.5));
  const entries = [
    [{ known: true, isVertex: true }, 'known, on the hull'],
    [{ known: true, isVertex: false }, 'known, above the hull'],
    [{ known: false, isVertex: true }, 'of this run, on the hull'],
    [{ known: false, isVertex: false }, 'of this run, above the hull'],
  ];
  return make('div', { class: 'key' }, entries
    .filter(([kind]) => phases.some(phase => phase.known === kind.known && phase.isVertex === kind.isVertex))
    .map(([kind, text]) => make('span', {}, icon(kind), text)));
}
