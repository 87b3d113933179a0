/** What each chart by policy version shows. */

import { fixed } from '../format.js';
import { binOf, drawHeat, drawTenth, evOf, hullRange, hullTicks } from './hullscale.js';
import { smooth } from './smoothing.js';

const dots = (label, color, digits) => ({ label, color, digits, isDots: true });
const line = (label, color, digits, width = 2, dash = null) => ({ label, color, digits, width, dash });

const crystals = rows => rows.map(row => row.crystals);
const smoothed = (rows, value) => smooth(rows.map(value), crystals(rows));
const learner = (rows, value) => rows.map(row => row.learner ? value(row.learner) : null);
const fromZero = least => (rows, min, max) => [Math.min(0, min ?? 0), Math.max(least, (max ?? 0) * 1.05)];
const plain = digits => row => fixed(row, digits);

/** Guards that fire often, as scorers name them. */
const GUARDS = ['atoms-too-close', 'absurd-volume', 'single-element', 'sparse-reference', 'implausible-energy'];

/** Means something only where there are crystals near the hull. */
const percentNew = row => row.fractionNew === null ? null : 100 * row.fractionNew;

const audited = (rows, value) => rows.map(row => row.audit ? 100 * value(row.audit) : null);

/**
 * A panel: its series; `bands`, pairs of series with colour between them; `values`, a column of numbers for each; `compared`, the series that other
 * runs are laid over by; `tell`, a row in words, for who cannot see the chart.
 */
export const PANELS = [
  {
    id: 'hull',
    title: 'Energy above hull',
    unit: 'eV/atom',
    note: 'Share of each version’s crystals; lines are quartiles, stopped crystals infinitely far, smoothed over nine. Dashed: 0.1 eV/atom.',
    series: [line('upper quartile', '--ink', 2, 1), line('median', '--strong', 2, 2.5), line('lower quartile', '--ink', 2, 1)],
    compared: 1,
    /** Positions are bins; energies are what people read. */
    toUnit: evOf,
    values: rows => ['upperQuartile', 'median', 'lowerQuartile'].map(name =>
      smoothed(rows, row => row.hull[name] === null ? null : binOf(row.hull[name]))),
    range: rows => hullRange(rows),
    ticks: hullTicks,
    under: (plot, rows, width, color) => drawHeat(plot, rows, width, color('--accent')),
    over: (plot, rows, width, color) => drawTenth(plot, color('--ink')),
    tell: row => `median ${fixed(row.hull.median, 2)} eV/atom`,
  },
  {
    id: 'reward',
    title: 'Mean reward',
    note: 'Of the crystals sampled by each version, once twenty are scored; line smoothed over nine.',
    series: [dots('version’s mean', '--series-1', 3), line('smoothed', '--series-1', 3)],
    compared: 1,
    values: rows => [rows.map(row => row.meanReward), smoothed(rows, row => row.meanReward)],
    tell: row => `mean reward ${fixed(row.meanReward, 3)}`,
  },
  {
    id: 'near',
    title: 'Near the hull, and stopped',
    unit: '% of crystals',
    note: 'Less than 0.1 eV/atom above the hull, and stopped by a guard.',
    series: [dots('below 0.1 eV/atom', '--series-1', 1), line('smoothed', '--series-1', 1), line('stopped, smoothed', '--series-2', 1, 1.5)],
    compared: 1,
    values: rows => [
      rows.map(row => 100 * row.fractionBelowTenth),
      smoothed(rows, row => 100 * row.fractionBelowTenth),
      smoothed(rows, row => 100 * row.fractionGated),
    ],
    range: (rows, min, max) => [0, Math.max(10, (max ?? 0) * 1.05)],
    tell: row => `${fixed(100 * row.fractionBelowTenth, 1)} percent below 0.1 eV/atom`,
  },
  {
    id: 'audit',
    title: 'Metastable, unique and new',
    unit: '% of audited crystals',
    note: 'Relaxed within their space groups, whatever the run rewards; the latest hundred audits up to each version. Band: 95 % interval.',
    series: [line('first potential', '--series-1', 1), line('interval, upper', '--series-1', 1, 0), line('interval, lower', '--series-1', 1, 0), line('confirmed by a second', '--series-2', 1, 1.5)],
    bands: [{ series: [2, 3], color: '--series-1' }],
    compared: 0,
    isSparse: true,
    values: rows => [
      audited(rows, audit => audit.msun.fraction),
      audited(rows, audit => audit.msun.fractionMax),
      audited(rows, audit => audit.msun.fractionMin),
      audited(rows, audit => audit.confirmedMsun.fraction),
    ],
    range: (rows, min, max) => [0, Math.max(10, Math.min(100, (max ?? 0) * 1.05))],
    tell: row => row.audit ? `${fixed(100 * row.audit.msun.fraction, 1)} percent of ${row.audit.crystals}` : 'no audit',
  },
  {
    id: 'new',
    title: 'New among those near the hull',
    unit: '% of crystals below 0.1 eV/atom',
    note: 'Those whose space group and occupation no known material has. Line smoothed over nine.',
    series: [dots('version’s share', '--series-4', 1), line('smoothed', '--series-4', 1)],
    compared: 1,
    values: rows => [rows.map(percentNew), smoothed(rows, percentNew)],
    range: () => [0, 103],
    tell: row => `${fixed(percentNew(row), 1)} percent new`,
  },
  {
    id: 'guards',
    title: 'Stopped, by guard',
    unit: '% of crystals',
    note: 'Crystals that each guard stopped; one may be stopped by several. Smoothed over nine. Rare guards are counted below.',
    series: GUARDS.map((guard, i) => line(guard, `--series-${i + 1}`, 1, 1.5)),
    compared: 0,
    values: rows => GUARDS.map(guard => smoothed(rows, row => 100 * (row.gates[guard] ?? 0) / row.crystals)),
    range: fromZero(5),
    tell: row => GUARDS.filter(guard => row.gates[guard]).map(guard => `${guard} ${row.gates[guard]}`).join(', ') || 'none',
  },
  {
    id: 'distinct',
    title: 'Diversity',
    unit: '% of crystals',
    note: 'Crystals of a version that differ in space group or occupation; crystals that got no reward. Smoothed over nine.',
    series: [line('distinct', '--series-1', 1), line('without reward', '--series-5', 1, 1.5)],
    compared: 0,
    values: rows => [
      smoothed(rows, row => 100 * row.fractionDistinct),
      smoothed(rows, row => 100 * row.fractionAbstained),
    ],
    range: () => [0, 103],
    tell: row => `${fixed(100 * row.fractionDistinct, 1)} percent distinct`,
  },
  {
    id: 'kl',
    title: 'Distance from the pre-trained policy',
    unit: 'nats',
    note: 'Mean of ln(p / p of the pre-trained policy) over the batch that each version learned from.',
    series: [line('KL', '--series-3', 2)],
    compared: 0,
    values: rows => [learner(rows, means => means.klToPretrained)],
    range: fromZero(1),
    tell: row => `${fixed(row.learner?.klToPretrained, 2)} nats`,
  },
  {
    id: 'age',
    title: 'Age of what is learned from',
    unit: 'versions',
    note: 'Mean number of versions between the policy that drew a crystal and the one that learned from it.',
    series: [line('age', '--series-4', 2)],
    compared: 0,
    values: rows => [learner(rows, means => means.meanStaleness)],
    range: fromZero(2),
    tell: row => `${fixed(row.learner?.meanStaleness, 2)} versions`,
  },
  {
    id: 'clipped',
    title: 'Clipped importance weights',
    unit: '% of crystals',
    note: 'Share of a batch on which the step was held back, since the policy had moved too far on it.',
    series: [line('clipped', '--series-5', 1)],
    compared: 0,
    values: rows => [learner(rows, means => 100 * means.clipFraction)],
    range: fromZero(10),
    tell: row => row.learner ? `${fixed(100 * row.learner.clipFraction, 1)} percent clipped` : 'none',
  },
];

export const valueText = (panel, digits) => value =>
  value === null || value === undefined ? '–' : plain(digits)(panel.toUnit ? panel.toUnit(value) : value);
