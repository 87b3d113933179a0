/** The table of best crystals. */

import { count, duration, element, fixed, formula, hermannMauguin } from './format.js';

function link(row, text, query) {
  const path = row.id.split('/').map(encodeURIComponent).join('/');
  const anchor = element('a', '', text);
  anchor.href = `api/structures/${path}.cif${query}`;
  anchor.setAttribute('aria-label', `${text} file of ${row.formula}, space group ${row.spaceGroup}`);
  return anchor;
}

function line(row, rank, now) {
  const decomposition = Object.entries(row.decomposition)
    .map(([phase, fraction]) => `${(100 * fraction).toFixed(0)} % ${phase}`).join(' + ');
  const hull = element('td', row.energyAboveHullEvPerAtom < 0 ? 'number below' : 'number', fixed(row.energyAboveHullEvPerAtom, 3));
  if (decomposition) hull.title = `against ${decomposition}`;
  const sites = element('td', 'sites', row.occupation);
  sites.title = row.occupation;
  const found = element('td', 'number', `${duration(now - Date.parse(row.scoredAt))} ago`);
  found.title = `${row.scoredAt}, ${row.id}`;
  return element('tr', '',
    element('td', 'number muted', String(rank)),
    element('td', 'formula', ...formula(row.formula)),
    element('td', '', element('span', 'symbol', ...hermannMauguin(row.symbol)), ' ', element('small', '', String(row.spaceGroup))),
    sites,
    hull,
    element('td', 'number judge', row.judgedEnergyAboveHullEvPerAtom === null ? '' : fixed(row.judgedEnergyAboveHullEvPerAtom, 3)),
    element('td', 'number', fixed(row.formationEnergyEvPerAtom, 3)),
    element('td', 'number', count(row.referencePhases)),
    element('td', 'number', count(row.policyVersion)),
    found,
    element('td', '', link(row, 'CIF', ''), link(row, 'P1', '?p1=true')));
}

export function showBest(body, rows, now) {
  // Replacing the rows under a keyboard user's focus would throw it away.
  if (body.contains(document.activeElement)) return;
  // A column only where a second potential judges.
  body.parentElement.classList.toggle('judged', rows.some((row) => row.judgedEnergyAboveHullEvPerAtom !== null));
  body.replaceChildren(...rows.map((row, i) => line(row, i + 1, now)));
}
