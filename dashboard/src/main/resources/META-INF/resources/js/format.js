/** Numbers, times and crystallographers' notation as text or small elements. */

const MINUS = '−';
const NONE = '–';

function withMinus(text) {
  return text.replace('-', MINUS);
}

export function fixed(value, digits) {
  return value == null ? NONE : withMinus(value.toFixed(digits));
}

/** Three significant digits: 0.12, 1.23, 12.3, 123. */
export function rate(value) {
  return value === 0 ? '0' : value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2);
}

export function percent(fraction, digits = 0) {
  return fraction == null ? NONE : `${(100 * fraction).toFixed(digits)}`;
}

export function count(value) {
  return value.toLocaleString('en-US').replaceAll(',', '\u202f');
}

export function duration(ms) {
  const seconds = Math.max(0, Math.round(ms / 1000));
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min`;
  if (seconds < 86400) return `${Math.floor(seconds / 3600)} h ${Math.floor((seconds % 3600) / 60)} min`;
  return `${Math.floor(seconds / 86400)} d ${Math.floor((seconds % 86400) / 3600)} h`;
}

export function element(tag, className, ...children) {
  const node = document.createElement(tag);
  if (className) node.className = className;
  node.append(...children);
  return node;
}

/** Fe2O3 with its numbers lowered. */
export function formula(text) {
  return text.split(/(\d+\.?\d*)/).filter(Boolean).map(part => /^\d/.test(part) ? element('sub', '', part) : part);
}

/** P6_3/mmc with the screw lowered, Fm-3m with the bar above. */
export function hermannMauguin(symbol) {
  return symbol.split(/(_\d|-\d)/).filter(Boolean).map(part => {
    if (part[0] === '_') return element('sub', '', part[1]);
    if (part[0] === '-') return element('span', 'over', part[1]);
    return part;
  });
}
