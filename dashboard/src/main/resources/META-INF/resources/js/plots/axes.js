/** Axes of drawings. */

import { svg } from '../dom.js';
import { fixed } from '../format.js';

/** Round numbers, about as many as asked for. */
export function ticks(min, max, about = 6) {
  const rough = (max - min) / about;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 2.5, 5, 10].map(factor => factor * power).find(size => size >= rough);
  const first = Math.ceil(min / step - 1e-9);
  const digits = Math.max(0, Math.min(4, -Math.floor(Math.log10(step) + 1e-9) + (Math.abs(step / power - 2.5) < 1e-9 ? 1 : 0)));
  const values = [];
  for (let i = first; i * step <= max + 1e-9; i++) values.push(i * step);
  return values.map(value => [value, fixed(value, digits)]);
}

/** A frame with both axes: what is drawn in it is placed by `x` and `y`. */
export function frame({ width, height, left = 58, right = 16, top = 14, bottom = 44, xRange, yRange, xLabel, yLabel }) {
  const x = value => left + (value - xRange[0]) / (xRange[1] - xRange[0]) * (width - left - right);
  const y = value => height - bottom - (value - yRange[0]) / (yRange[1] - yRange[0]) * (height - top - bottom);
  const floor = height - bottom;
  const nodes = [
    ...ticks(...yRange).flatMap(([value, text]) => [
      svg('line', { class: 'grid-line', x1: left, x2: width - right, y1: y(value), y2: y(value) }),
      svg('text', { class: 'tick', x: left - 7, y: y(value) + 4, 'text-anchor': 'end' }, text)]),
    ...ticks(...xRange, 8).flatMap(([value, text]) => [
      svg('line', { class: 'axis-line', x1: x(value), x2: x(value), y1: floor, y2: floor + 4 }),
      svg('text', { class: 'tick', x: x(value), y: floor + 17, 'text-anchor': 'middle' }, text)]),
    svg('line', { class: 'axis-line', x1: left, x2: width - right, y1: floor, y2: floor }),
    svg('text', { x: (left + width - right) / 2, y: height - 6, 'text-anchor': 'middle' }, xLabel),
    svg('text', { x: 0, y: 0, 'text-anchor': 'middle', transform: `translate(14 ${(top + floor) / 2}) rotate(-90)` }, yLabel),
  ];
  return { x, y, nodes };
}

/** A formula in a drawing, its numbers lowered. */
export function formulaText(text, properties) {
  const parts = text.split(/(\d+)/).filter(Boolean);
  return svg('text', properties, parts.map((part, i) => {
    const isNumber = /^\d/.test(part);
    const wasNumber = i > 0 && /^\d/.test(parts[i - 1]);
    return svg('tspan', { dy: isNumber ? 3 : wasNumber ? -3 : null, 'font-size': isNumber ? '0.75em' : null }, part);
  }));
}
