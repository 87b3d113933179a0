/** The run at a glance, and the counters that nobody should have to look for. */

import { make } from '../dom.js';
import { count, duration, fixed, percent, rate } from '../format.js';

/** Rewards whose unit is known by their name. */
const REWARD_UNITS = { ehull: 'eV/atom' };

export function rewardUnit(summary) {
  const name = summary.protocol?.rewardName;
  return name ? [name, REWARD_UNITS[name]].filter(Boolean).join(', ') : '';
}

/** Windows overlap in a young run; there is nothing to compare then. */
function compared({ first, recent }, value, crystals) {
  if (!first || !recent || first.toVersion >= recent.fromVersion) return recent ? `of ${count(recent.crystals)} ${crystals}` : '';
  return [make('b', {}, value(first)), ' at the start'];
}

const atStart = (summary, value) => compared(summary, value, 'crystals');

const msun = window => percent(window?.msun.fraction, 1);

/** What an audit finds is not what the policy is paid for. */
function auditTile({ auditedFirst: first, auditedRecent: recent }) {
  const title = 'Relaxed within their space groups by a scorer, and asked about by a second potential, whatever the run rewards';
  return ['Metastable, unique, new', msun(recent), '%', recent ? compared({ first, recent }, window => `${msun(window)} %`, 'audits') : 'no audit yet', title];
}

function tiles(summary) {
  const { totals, rates, recent } = summary;
  const now = Date.parse(summary.now);
  const updated = summary.lastUpdatedAt ? `, last ${duration(now - Date.parse(summary.lastUpdatedAt))} ago` : '';
  return [
    ['Candidates', rate(rates.sampledPerSecond), '/s', `${count(totals.sampled)} in all`],
    ['Scored', rate(rates.scoredPerSecond), '/s', `${count(totals.scored)} in all, ${count(totals.waiting)} waiting`],
    ['Policy version', count(summary.version), '', `${fixed(rates.versionsPerMinute, 1)}/min${updated}`],
    auditTile(summary),
    ['Mean reward', fixed(recent?.meanReward, 2), REWARD_UNITS[summary.protocol?.rewardName] ?? '', atStart(summary, first => fixed(first.meanReward, 2))],
    ['Below 0.1 eV/atom', percent(recent?.fractionBelowTenth, 1), '%', atStart(summary, first => `${percent(first.fractionBelowTenth, 1)} %`)],
    ['Median above hull', fixed(recent?.medianEvPerAtom, 2), 'eV/atom', atStart(summary, first => fixed(first.medianEvPerAtom, 2))],
    ['Distinct crystals', percent(recent?.fractionDistinct, 1), '%', recent ? `of the last ${count(recent.crystals)}` : ''],
  ];
}

export function showTiles(parent, summary) {
  parent.replaceChildren(...tiles(summary).map(([title, value, unit, note, told]) => make('div', { class: 'tile', title: told ?? null },
    make('h2', {}, title),
    make('p', { class: 'value' }, value, ' ', make('small', {}, unit)),
    make('p', { class: 'note' }, note))));
}

/** How energies were computed, for the foot of every view. */
export function protocolText(summary) {
  const { protocol, recent } = summary;
  if (!protocol) return '';
  const how = protocol.relaxed ? 'of crystals relaxed within their space groups, for as many steps as the run takes' : 'single points of the crystals as sampled, without relaxation';
  return `Energies: ${protocol.potential}, ${how}; above the hull of ${protocol.hullReference}. `
    + `Figures of the overview are of the latest ${count(recent.crystals)} crystals (versions ${recent.fromVersion} to ${recent.toVersion}), rates of the last minute.`;
}

/** What a newcomer sees before there is anything to see. */
export function steps(summary) {
  const { totals } = summary;
  const step = (isDone, title, text) => make('li', { class: isDone ? 'done' : '' }, make('b', {}, title), make('p', {}, text));
  return make('ol', { class: 'steps' },
    step(totals.sampled > 0, 'Sampling', totals.sampled
      ? `${count(totals.sampled)} candidates drawn from the policy, symmetric by construction.`
      : 'The generator draws candidates from the policy. The first come when it has read its weights.'),
    step(totals.scored > 0, 'Scoring', totals.scored
      ? `${count(totals.scored)} priced by the potential.`
      : 'Scorers compute energies and the distance to the hull of known phases. The first scores come seconds after the potential is loaded.'),
    step(summary.version > 0, 'Learning', summary.version
      ? `Version ${count(summary.version)} of the policy.`
      : 'With the first full batch of scores the learner makes version 1, and the charts begin.'));
}
