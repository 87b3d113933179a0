/** Counts by name, the largest first. */

import { make } from '../dom.js';
import { count, percent } from '../format.js';

export function bars(counts, ofAll) {
  const entries = Object.entries(counts).sort(([, a], [, b]) => b - a);
  const largest = Math.max(1, ...entries.map(([, number]) => number));
  return make('div', { class: 'bars' }, entries.flatMap(([name, number]) => {
    const fill = make('i');
    fill.style.width = `${100 * number / largest}%`;
    return [
      make('span', {}, name),
      make('span', { class: 'track', 'aria-hidden': 'true' }, fill),
      make('span', { class: 'number' }, count(number), make('small', {}, ` ${percent(number / ofAll, 2)} %`)),
    ];
  }));
}
