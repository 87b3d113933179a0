/** Numbers, times and crystallographers' notation as text or small elements. */

import { make } from './dom.js';

const MINUS = '−';
export const NONE = '–';
const THIN_SPACE = '\u202f';

export function fixed(value, digits) {
  if (value === null || value === undefined) return NONE;
  const text = value.toFixed(digits);
  // What rounds to nothing has no sign.
  return Number(text) === 0 ? text.replace('-', '') : text.replace('-', MINUS);
}

/** With its sign in any case, as changes are told. */
export function signed(value, digits) {
  const text = fixed(value, digits);
  return value > 0 && Number(text) > 0 ? `+${text}` : text;
}

/** Three significant digits: 0.12, 1.23, 12.3, 123. */
export function rate(value) {
  return value === 0 ? '0' : value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2);
}

export function percent(fraction, digits = 0) {
  return fraction === null || fraction === undefined ? NONE : (100 * fraction).toFixed(digits);
}

export function count(value) {
  return value === null || value === undefined ? NONE : value.toLocaleString('en-US').replaceAll(',', THIN_SPACE);
}

/** In steps of a thousand, as disks are sold: 1.23 GB. */
export function bytes(value) {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  const step = value < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(value) / 3));
  return `${rate(value / 1000 ** step)} ${units[step]}`;
}

export function duration(ms) {
  const seconds = Math.max(0, Math.round(ms / 1000));
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min`;
  if (seconds < 86400) return `${Math.floor(seconds / 3600)} h ${Math.floor((seconds % 3600) / 60)} min`;
  return `${Math.floor(seconds / 86400)} d ${Math.floor((seconds % 86400) / 3600)} h`;
}

/** A moment in the reader's own time zone, to the second. */
export function moment(iso) {
  return iso ? new Date(iso).toLocaleString('sv-SE', { timeZoneName: 'short' }) : NONE;
}

/** Fe2O3 with its numbers lowered. */
export function formula(text) {
  return text.split(/(\d+\.?\d*)/).filter(Boolean)
    .map(part => /^\d/.test(part) ? make('sub', {}, part) : part);
}

/** P6_3/mmc with the screw lowered, Fm-3m with the bar above. */
export function hermannMauguin(symbol) {
  return symbol.split(/(_\d|-\d)/).filter(Boolean).map(part => {
    if (part[0] === '_') return make('sub', {}, part[1]);
    if (part[0] === '-') return make('span', { class: 'over' }, part[1]);
    return part;
  });
}

export function spaceGroup(symbol, number) {
  return [make('span', { class: 'symbol' }, hermannMauguin(symbol)), ' ', make('small', {}, String(number))];
}

/** The largest share first: "60 % CaO + 40 % TiO2". */
export function decomposition(fractions) {
  return Object.entries(fractions).sort(([, a], [, b]) => b - a)
    .map(([phase, fraction]) => `${percent(fraction)} % ${phase}`).join(' + ');
}

/** Nobody calls a crystal stable for a rounding. */
export function isBelowHull(evPerAtom) {
  return evPerAtom !== null && evPerAtom < -0.0005;
}
