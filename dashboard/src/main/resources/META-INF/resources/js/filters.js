/** The filters of the catalogue, as they stand in the address and go to the service. */

import { choice, field, make } from './dom.js';
import { isElement } from './elements.js';

/** Ranges: parameter, label, unit, and whether it stands among the first. */
export const RANGES = [
  ['energyAboveHullEvPerAtom', 'E hull', 'eV/atom', true],
  ['bandGapEv', 'Band gap', 'eV', false],
  ['dielectricElectronic', 'Dielectric constant ε∞', '', false],
  ['reward', 'Reward', '', false],
  ['sites', 'Atoms in the primitive cell', '', false],
  ['policyVersion', 'Policy version', '', false],
];

const YES_NO = {
  known: ['Known material', 'known', 'new'],
  judged: ['Second potential', 'asked', 'not asked'],
  confirmed: ['Confirmed by it', 'below 0.1 eV/atom', 'not'],
};

export const NAMES = ['formula', 'system', 'all', 'any', 'none', 'spaceGroup', ...RANGES.map(([name]) => name), 'foundAt', ...Object.keys(YES_NO)];
const TEXTS = { formula: 'formula', system: 'system', all: 'with', any: 'any of', none: 'without', spaceGroup: 'space group', foundAt: 'found' };

export const elementSet = text => new Set((text ?? '').split(/[\s,]+/).filter(isElement));

/** The filters in the address, without what the service would not know. */
export function filtersOf(params) {
  return Object.fromEntries(NAMES.map(name => [name, params.get(name)]).filter(([, value]) => value));
}

/** A filter in words, for the chip that takes it away. */
export function told(name, value) {
  const range = RANGES.find(([other]) => other === name);
  if (range) {
    const [low, high] = value.split('..');
    const [, label, unit] = range;
    return [label, low && high ? `${low} to ${high}` : low ? `from ${low}` : `to ${high}`, unit].filter(Boolean).join(' ');
  }
  if (YES_NO[name]) return value === 'true' ? `${YES_NO[name][0]}: ${YES_NO[name][1]}` : `${YES_NO[name][0]}: ${YES_NO[name][2]}`;
  if (name === 'foundAt') return `found ${value.replace('..', ' to ')}`;
  return `${TEXTS[name]} ${value}`;
}

function textInput(value, placeholder, onchange, properties = {}) {
  const input = make('input', { type: 'text', placeholder, autocomplete: 'off', spellcheck: 'false', ...properties });
  input.value = value ?? '';
  input.addEventListener('change', () => onchange(input.value.trim()));
  return input;
}

function rangeField(name, label, unit, value, onchange) {
  const [low = '', high = ''] = (value ?? '').split('..');
  const bound = (text, side) => textInput(text, side, () => {
    const [from, to] = inputs.map(input => input.value.trim().replace(',', '.').replace('−', '-'));
    onchange(name, from || to ? `${from}..${to}` : null);
  }, { inputmode: 'decimal', 'aria-label': `${label} ${side}${unit && `, ${unit}`}` });
  const inputs = [bound(low, 'from'), bound(high, 'to')];
  return make('div', { class: 'field', role: 'group', 'aria-label': label },
    make('span', { class: 'legend-text' }, label, unit && make('small', {}, ` ${unit}`)),
    make('div', { class: 'range' }, inputs[0], '–', inputs[1]));
}

/** A day's date as the beginning or end of a range of moments. */
function timeField(value, onchange) {
  const [low = '', high = ''] = (value ?? '').split('..');
  const local = iso => iso ? new Date(Date.parse(iso) - new Date(iso).getTimezoneOffset() * 60000).toISOString().slice(0, 16) : '';
  const iso = text => text ? new Date(text).toISOString().replace('.000Z', 'Z') : '';
  const inputs = [[low, 'Found from'], [high, 'Found to']].map(([text, label]) => {
    const input = make('input', { type: 'datetime-local', 'aria-label': label });
    input.value = local(text);
    input.addEventListener('change', () => {
      const [from, to] = inputs.map(other => iso(other.value));
      onchange('foundAt', from || to ? `${from}..${to}` : null);
    });
    return input;
  });
  return make('div', { class: 'field', role: 'group', 'aria-label': 'Found' }, make('span', { class: 'legend-text' }, 'Found'), inputs);
}

/** The form; `onchange(name, value or null)` is told of each filter that changes. */
export function filterForm(filters, onchange) {
  const text = (name, label, placeholder) => field(label, textInput(filters[name], placeholder, value => onchange(name, value || null)));
  const ranges = isFirst => RANGES.filter(range => range[3] === isFirst)
    .map(([name, label, unit]) => rangeField(name, label, unit, filters[name], onchange));
  const isMore = NAMES.some(name => filters[name] && !['formula', 'all', 'any', 'none', 'energyAboveHullEvPerAtom', 'known', 'spaceGroup'].includes(name));
  const yesNo = name => field(YES_NO[name][0], choice([['', 'either'], ['true', YES_NO[name][1]], ['false', YES_NO[name][2]]], filters[name] ?? '', value => onchange(name, value || null)));
  return make('form', { class: 'filters', 'aria-label': 'Filters', onsubmit: event => event.preventDefault() },
    text('formula', 'Formula', 'NaCl'),
    text('all', 'With the elements', 'Li, O'),
    text('any', 'With any of', 'Na, K'),
    text('none', 'Without', 'Hg, Pb'),
    text('spaceGroup', 'Space group number', '225'),
    ranges(true),
    yesNo('known'),
    make('details', { open: isMore }, make('summary', {}, 'More filters'),
      text('system', 'Chemical system, exactly', 'Li-Fe-O'), ranges(false), yesNo('judged'), yesNo('confirmed'), timeField(filters.foundAt, onchange)));
}
