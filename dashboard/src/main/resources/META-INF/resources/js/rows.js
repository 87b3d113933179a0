/** The table of crystals, on the overview and in the catalogue. */

import { address, idPath } from './api.js';
import { make } from './dom.js';
import { count, decomposition, duration, fixed, formula, isBelowHull, NONE, spaceGroup } from './format.js';
import { crystalHref } from './router.js';

function novelty(row) {
  if (row.knownMaterial === undefined) return NONE;
  return row.knownMaterial === null
    ? make('span', { class: 'badge new' }, 'new')
    : make('span', { class: 'badge known', title: 'a known material has its space group and occupation' }, row.knownMaterial);
}

function files(row) {
  return [['CIF', ''], ['P1', 'true']].map(([text, p1]) => make('a', {
    class: 'file', href: address(`crystals/${idPath(row.id)}.cif`, { p1 }), 'aria-label': `${text} file of ${row.formula}, space group ${row.spaceGroup}` }, text)).flatMap((link, i) => i ? [' ', link] : [link]);
}

function hull(row) {
  const text = decomposition(row.decomposition ?? {});
  return make('span', { class: isBelowHull(row.energyAboveHullEvPerAtom) ? 'below' : '', title: text && `against ${text}` }, fixed(row.energyAboveHullEvPerAtom, 3));
}

const EV = 'eV/atom';

/** Columns by name: heading, cell, how it is set, and the field by which the service sorts. */
const COLUMNS = {
  formula: { head: 'Formula', sort: 'formula', isLead: true, cell: row => make('a', { class: 'formula', href: crystalHref(row.id) }, formula(row.formula)) },
  group: { head: 'Space group', sort: 'spaceGroup', cell: row => make('span', {}, spaceGroup(row.symbol, row.spaceGroup)) },
  occupation: { head: 'Sites', isOptional: true, cell: row => make('span', { class: 'sites', title: row.occupation }, row.occupation) },
  sites: { head: 'Atoms', sort: 'sites', number: true, title: 'Atoms in the primitive cell', isOptional: true, cell: row => count(row.sites) },
  hull: { head: ['E', make('sub', {}, 'hull')], short: 'E hull', unit: EV, sort: 'energyAboveHullEvPerAtom', number: true, title: 'Energy above the convex hull', cell: hull },
  judge: { head: 'Judge', unit: EV, sort: 'judgedEnergyAboveHullEvPerAtom', number: true, title: 'Energy above the convex hull under a second potential, on which the policy does not train', isNeeded: row => row.judgedEnergyAboveHullEvPerAtom !== null, cell: row => fixed(row.judgedEnergyAboveHullEvPerAtom, 3) },
  formation: { head: ['E', make('sub', {}, 'form')], short: 'E form', unit: EV, sort: 'formationEnergyEvPerAtom', number: true, title: 'Formation energy', cell: row => fixed(row.formationEnergyEvPerAtom, 3) },
  gap: { head: 'Gap', unit: 'eV', sort: 'bandGapEv', number: true, title: 'Band gap, an estimate', isNeeded: row => row.bandGapEv !== null, cell: row => fixed(row.bandGapEv, 2) },
  dielectric: { head: ['ε', make('sub', {}, '∞')], short: 'ε∞', sort: 'dielectricElectronic', number: true, title: 'Electronic dielectric constant, an estimate', isNeeded: row => row.dielectricElectronic !== null, cell: row => fixed(row.dielectricElectronic, 2) },
  reward: { head: 'Reward', sort: 'reward', number: true, cell: row => fixed(row.reward, 3) },
  known: { head: 'Known', title: 'The known material with its space group and occupation', cell: novelty },
  phases: { head: 'Phases', number: true, title: 'Known phases in this chemical system, elements excluded', isOptional: true, cell: row => count(row.referencePhases) },
  version: { head: 'Version', sort: 'policyVersion', number: true, title: 'Policy version that drew it', cell: row => count(row.policyVersion) },
  found: { head: 'Found', sort: 'foundAt', number: true, cell: (row, now) => make('span', { title: row.scoredAt }, `${duration(now - Date.parse(row.scoredAt))} ago`) },
  files: { head: 'File', cell: files },
};

function heading(column, sorting) {
  const text = [column.head, column.unit && make('small', {}, ` ${column.unit}`)];
  const options = { scope: 'col', class: [column.number && 'number', column.isOptional && 'optional'].filter(Boolean).join(' '), title: column.title ?? null };
  if (!sorting || !column.sort) return make('th', options, text);
  const isBy = sorting.by.replace(/^-/, '') === column.sort;
  const isDown = isBy && sorting.by.startsWith('-');
  const next = isBy && !isDown ? `-${column.sort}` : column.sort;
  return make('th', { ...options, 'aria-sort': isBy ? (isDown ? 'descending' : 'ascending') : null },
    make('a', { class: 'sort', href: sorting.href(next) }, make('span', {}, text)));
}

function cellOf(column, row, now) {
  const label = column.isLead ? null : [column.short ?? column.head, column.unit].filter(Boolean).join(' ');
  return make('td', { class: [column.number && 'number', column.isLead && 'lead-cell', column.isOptional && 'optional'].filter(Boolean).join(' '), 'data-label': label }, column.cell(row, now));
}

/** What can be sorted by where there are no headings: [field, text], each in both directions. */
export function sortings(names) {
  return names.map(name => COLUMNS[name]).filter(column => column.sort).flatMap(column => {
    const name = column.short ?? column.head;
    return [[column.sort, `${name}, ascending`], [`-${column.sort}`, `${name}, descending`]];
  });
}

/**
 * A table of crystals, which on a phone is a list of cards.
 *
 * @param names columns, in their order
 * @param now clock of the service, in milliseconds
 * @param sorting { by, href(field) }; without it the headings are text
 * @param selection { has(id), set(id, isOn) }; without it there are no check boxes
 */
export function crystalTable(label, names, rows, now, { sorting = null, selection = null } = {}) {
  const columns = names.map(name => COLUMNS[name])
    .filter(column => !column.isNeeded || rows.some(row => column.isNeeded(row)));
  const check = row => selection && make('td', { class: 'check' }, make('input', {
    type: 'checkbox', checked: selection.has(row.id), 'aria-label': `Select ${row.formula}, space group ${row.spaceGroup}`,
    onchange: event => selection.set(row.id, event.target.checked) }));
  return make('div', { class: 'scroll rows', tabindex: '0', role: 'region', 'aria-label': `${label}, table` },
    make('table', {},
      make('thead', {}, make('tr', {}, selection && make('td', {}), columns.map(column => heading(column, sorting)))),
      make('tbody', {}, rows.map(row => make('tr', {}, check(row), columns.map(column => cellOf(column, row, now)))))));
}
