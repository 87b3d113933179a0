/** A simulated powder pattern: sticks, and the line that an instrument would draw. */

import { make, svg, table } from '../dom.js';
import { csv, toolsOfDrawing } from '../export.js';
import { fixed } from '../format.js';
import { frame } from './axes.js';

const WIDTH = 860;
const HEIGHT = 300;
/** Full width at half maximum of a peak, as of a good laboratory instrument. */
const WIDTH_DEGREES = 0.15;
const STEP_DEGREES = 0.04;
const LABELS = 9;
/** Labels stand at least this far apart. */
const LABEL_SPACE_DEGREES = 3.2;
const TABLE_MIN_PERCENT = 0.5;

const RADIATIONS = { CuKa: 'Cu Kα' };
const nameOf = radiation => RADIATIONS[radiation] ?? radiation;
const indices = peak => peak.hkl[0].map(index => index < 0 ? `${-index}\u0305` : String(index)).join(peak.hkl[0].some(index => Math.abs(index) > 9) ? ' ' : '');

/** Lorentzian lines, the highest point of the sum at 100. */
function profile(peaks, [low, high]) {
  const points = [];
  for (let angle = low; angle <= high; angle += STEP_DEGREES) {
    let sum = 0;
    for (const peak of peaks) {
      const at = (angle - peak.twoThetaDegrees) / (WIDTH_DEGREES / 2);
      if (Math.abs(at) < 60) sum += peak.intensityPercent / (1 + at * at);
    }
    points.push([angle, sum]);
  }
  const highest = Math.max(...points.map(([, sum]) => sum));
  return points.map(([angle, sum]) => [angle, 100 * sum / highest]);
}

/** The strongest peaks that do not write over one another. */
function labelled(peaks) {
  const chosen = [];
  for (const peak of [...peaks].sort((a, b) => b.intensityPercent - a.intensityPercent)) {
    if (chosen.length < LABELS && chosen.every(other => Math.abs(other.twoThetaDegrees - peak.twoThetaDegrees) > LABEL_SPACE_DEGREES)) chosen.push(peak);
  }
  return chosen;
}

function drawing({ peaks, radiation, wavelengthAngstrom }, formula) {
  const range = [Math.min(10, Math.floor(peaks[0].twoThetaDegrees) - 2), Math.max(90, Math.ceil(peaks[peaks.length - 1].twoThetaDegrees))];
  const { x, y, nodes } = frame({ width: WIDTH, height: HEIGHT, xRange: range, yRange: [0, 112],
    xLabel: `2θ / degrees (${nameOf(radiation)}, ${fixed(wavelengthAngstrom, 4)} Å)`, yLabel: 'intensity / %' });
  const path = profile(peaks, range).map(([angle, value], i) => `${i ? 'L' : 'M'}${x(angle).toFixed(1)} ${y(value).toFixed(1)}`).join('');
  return svg('svg', { class: 'drawing broad', viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: 'img', 'aria-label': `Simulated powder diffraction pattern of ${formula}; the strongest peak is at ${fixed(labelled(peaks)[0].twoThetaDegrees, 2)} degrees. The peaks are in the table below.` },
    nodes,
    svg('path', { class: 'profile', d: path }),
    peaks.map(peak => svg('line', { class: 'stick', x1: x(peak.twoThetaDegrees), x2: x(peak.twoThetaDegrees), y1: y(0), y2: y(peak.intensityPercent) },
      svg('title', {}, `${indices(peak)}: ${fixed(peak.twoThetaDegrees, 2)}°, ${fixed(peak.intensityPercent, 1)} %`))),
    labelled(peaks).map(peak => svg('text', { x: x(peak.twoThetaDegrees), y: y(peak.intensityPercent) - 5, 'text-anchor': 'middle' }, indices(peak))));
}

/** The pattern with its table, and what saves them. */
export function diffraction(pattern, formula, name) {
  const { peaks, radiation } = pattern;
  if (!peaks.length) return { node: make('p', { class: 'sentence' }, 'There is no peak between the angles that are simulated.'), tools: [] };
  const made = drawing(pattern, formula);
  const columns = [
    ['hkl', peak => peak.hkl.map(hkl => `(${hkl.map(index => fixed(index, 0)).join(' ')})`).join(' ')],
    ['2θ', peak => fixed(peak.twoThetaDegrees, 3), { number: true, unit: 'degrees' }],
    ['d', peak => fixed(peak.dAngstrom, 4), { number: true, unit: 'Å' }],
    ['Intensity', peak => fixed(peak.intensityPercent, 1), { number: true, unit: '%' }],
    ['Multiplicity', peak => String(peak.multiplicity), { number: true }],
  ];
  const rows = () => csv(['hkl', 'two_theta_degrees', 'd_angstrom', 'intensity_percent', 'multiplicity'],
    peaks.map(peak => [peak.hkl.map(hkl => hkl.join(' ')).join('; '), peak.twoThetaDegrees, peak.dAngstrom, peak.intensityPercent, peak.multiplicity]));
  return {
    node: make('div', {}, make('div', { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': 'Diffraction pattern' }, made), make('details', {}, make('summary', {}, 'Peaks'), table('Peaks', columns, peaks.filter(peak => peak.intensityPercent >= TABLE_MIN_PERCENT)))),
    tools: toolsOfDrawing(() => made, `${name}-${radiation}`, 'the diffraction pattern', rows),
  };
}
