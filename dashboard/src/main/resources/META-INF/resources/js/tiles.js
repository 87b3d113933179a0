/** The run at a glance, and the counters that nobody should have to look for. */

import { count, duration, element, fixed, percent, rate } from './format.js';

/** Rewards whose unit is known by their name. */
const REWARD_UNITS = { ehull: 'eV/atom' };

export function rewardUnit(summary) {
  const name = summary.protocol?.rewardName;
  return name ? [name, REWARD_UNITS[name]].filter(Boolean).join(', ') : '';
}

/** Windows overlap in a young run; there is nothing to compare then. */
function atStart(summary, value) {
  const { first, recent } = summary;
  if (!first || !recent || first.toVersion >= recent.fromVersion) return recent ? `of ${count(recent.crystals)} crystals` : '';
  return [element('b', '', value(first)), ' at the start'];
}

function tiles(summary) {
  const { totals, rates, recent } = summary;
  const now = Date.parse(summary.now);
  const updated = summary.lastUpdatedAt ? `, last ${duration(now - Date.parse(summary.lastUpdatedAt))} ago` : '';
  return [
    ['Candidates', rate(rates.sampledPerSecond), '/s', `${count(totals.sampled)} in all`],
    ['Scored', rate(rates.scoredPerSecond), '/s', `${count(totals.scored)} in all, ${count(totals.waiting)} waiting`],
    ['Policy version', count(summary.version), '', `${fixed(rates.versionsPerMinute, 1)}/min${updated}`],
    ['Mean reward', fixed(recent?.meanReward, 2), REWARD_UNITS[summary.protocol?.rewardName] ?? '', atStart(summary, first => fixed(first.meanReward, 2))],
    ['Below 0.1 eV/atom', percent(recent?.fractionBelowTenth, 1), '%', atStart(summary, first => `${percent(first.fractionBelowTenth, 1)} %`)],
    ['Median above hull', fixed(recent?.medianEvPerAtom, 2), 'eV/atom', atStart(summary, first => fixed(first.medianEvPerAtom, 2))],
    ['Distinct crystals', percent(recent?.fractionDistinct, 1), '%', recent ? `of the last ${count(recent.crystals)}` : ''],
    ['Rejected', count(totals.rejected), '', `${count(totals.staleDropped)} scored too late`],
  ];
}

export function showTiles(parent, summary) {
  parent.replaceChildren(...tiles(summary).map(([title, value, unit, note]) => element('div', 'tile',
    element('h2', '', title),
    element('p', 'value', value, ' ', element('small', '', unit)),
    element('p', 'note', ...[note].flat()))));
}

function named(counts) {
  return Object.entries(counts).map(([name, number]) => `${name} ${count(number)}`).join(', ');
}

export function showProtocol(summary) {
  const { protocol, totals, gates, rejections, recent } = summary;
  document.getElementById('protocol').textContent = protocol
    ? `Energies: ${protocol.potential}, ${protocol.relaxed ? 'of crystals relaxed within their space groups' : 'single points of the crystals as sampled, without relaxation'}; above the hull of ${protocol.hullReference}. `
      + `Figures above are of the latest ${count(recent.crystals)} crystals (versions ${recent.fromVersion} to ${recent.toVersion}), rates of the last minute.`
    : '';
  document.getElementById('counters').textContent = [
    `Stopped by guards: ${count(totals.gated)}${totals.gated ? ` (${named(gates)})` : ''}.`,
    `Without reward: ${count(totals.abstained)}.`,
    ...(totals.substituted ? [`Made by substitution: ${count(totals.substituted)}.`] : []),
    `Rejected: ${count(totals.rejected)}${totals.rejected ? ` (${named(rejections)})` : ''}.`,
    `Scored twice, counted once: ${count(totals.duplicates)}.`,
  ].join(' ');
}
