/** The four plots by policy version. */

import uPlot from '../webjars/uplot/1.6.30/dist/uPlot.esm.js';
import { count, fixed } from './format.js';

const HEIGHT = 232;
/** Bins of the energy above hull: equal in asinh(E / LINEAR_EV), as the service folds them. */
const LINEAR_EV = 0.05;
const BIN_WIDTH = 0.1;
/** Drawn together, so that a hundred crystals fill a column without holes. */
const BINS_PER_CELL = 3;
const TICKS_EV = [-2, -0.5, -0.1, 0, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50];
/** A version with fewer crystals says nothing yet. */
const CRYSTALS_MIN = 20;
/** Neighbours on each side in a smoothed line. */
const SMOOTHING = 4;

const binOf = ev => Math.asinh(ev / LINEAR_EV) / BIN_WIDTH;
const evOf = bin => LINEAR_EV * Math.sinh(bin * BIN_WIDTH);

function style(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

/** Means of neighbouring rows, weighted by their crystals; null where the row itself has none. */
function smooth(values, weights) {
  return values.map((value, i) => {
    if (value === null) return null;
    let sum = 0;
    let weight = 0;
    for (let j = Math.max(0, i - SMOOTHING); j <= Math.min(values.length - 1, i + SMOOTHING); j++) {
      if (values[j] !== null) {
        sum += values[j] * weights[j];
        weight += weights[j];
      }
    }
    return sum / weight;
  });
}

/** Decimals that tell neighbouring ticks apart. */
function digitsOf(step) {
  let digits = 0;
  while (digits < 4 && Math.abs(step * 10 ** digits - Math.round(step * 10 ** digits)) > 1e-6) digits++;
  return digits;
}

function axis(options) {
  return {
    stroke: style('--muted'),
    font: '11px system-ui, "Liberation Sans", sans-serif',
    grid: { stroke: style('--line'), width: 1 },
    ticks: { show: false },
    ...options,
  };
}

function versionAxis(plot, splits) {
  return splits.map(version => Number.isInteger(version) ? count(version) : '');
}

const shown = digits => (plot, value) => fixed(value, digits);

function dots(label, color, digits) {
  return { label, value: shown(digits), paths: () => null, points: { show: true, size: 4, width: 0, fill: color + '77', stroke: color + '77' }, stroke: color };
}

function line(label, color, digits, width = 2) {
  return { label, value: shown(digits), stroke: color, width, points: { show: false } };
}

function options(series, axes, scales = {}, hooks = {}) {
  return {
    width: 400,
    height: HEIGHT,
    padding: [8, 10, 0, 0],
    cursor: { sync: { key: 'version' }, y: false, points: { size: 6 } },
    legend: { live: true, markers: { width: 2 } },
    scales: { x: { time: false, range: (plot, min, max) => [min ?? 0, Math.max((min ?? 0) + 10, max ?? 0)] }, ...scales },
    axes,
    series: [{ label: 'version', value: (plot, version) => version == null ? '–' : count(version) }, ...series],
    hooks: { setCursor: [showNewest], ...hooks },
  };
}

/** Cells of a row, as share of its crystals. */
function cellsOf(row) {
  const cells = new Map();
  for (const [bin, crystals] of Object.entries(row.hull.counts)) {
    const cell = Math.floor(Number(bin) / BINS_PER_CELL);
    cells.set(cell, (cells.get(cell) ?? 0) + crystals / row.crystals);
  }
  return cells;
}

/** A column of cells for each row, darker where more of its crystals are. */
function drawHeat(rows, versionsPerRow) {
  return plot => {
    const { ctx } = plot;
    const rgb = style('--heat');
    const columns = rows().map(row => [row.version, cellsOf(row)]);
    const shares = columns.flatMap(([, cells]) => [...cells.values()]).sort((a, b) => a - b);
    // The darkest hundredth saturates: one crowded cell would pale all others.
    const full = shares[Math.floor(0.99 * shares.length)];
    ctx.save();
    ctx.beginPath();
    ctx.rect(plot.bbox.left, plot.bbox.top, plot.bbox.width, plot.bbox.height);
    ctx.clip();
    for (const [version, cells] of columns) {
      const left = Math.round(plot.valToPos(version - versionsPerRow() / 2, 'x', true));
      const right = Math.round(plot.valToPos(version + versionsPerRow() / 2, 'x', true));
      for (const [cell, share] of cells) {
        const bottom = Math.round(plot.valToPos(cell * BINS_PER_CELL, 'y', true));
        const top = Math.round(plot.valToPos((cell + 1) * BINS_PER_CELL, 'y', true));
        ctx.fillStyle = `rgba(${rgb}, ${Math.min(0.9, 0.9 * share / full)})`;
        ctx.fillRect(left, top, Math.max(1, right - left), bottom - top);
      }
    }
    ctx.restore();
  };
}

/** Where a metastable crystal may begin. */
function drawTenth(plot) {
  const { ctx } = plot;
  const y = Math.round(plot.valToPos(binOf(0.1), 'y', true));
  ctx.save();
  ctx.strokeStyle = style('--ink');
  ctx.setLineDash([5, 4]);
  ctx.beginPath();
  ctx.moveTo(plot.bbox.left, y);
  ctx.lineTo(plot.bbox.left + plot.bbox.width, y);
  ctx.stroke();
  ctx.restore();
}

/** Without a cursor the legend tells of the newest version. */
function showNewest(plot) {
  const last = plot.data[0].length - 1;
  if (last >= 0 && plot.cursor.left < 0) plot.setLegend({ idx: last });
}

function hullRange(rows) {
  const bins = rows.flatMap(row => Object.keys(row.hull.counts).map(Number));
  const low = Math.min(binOf(-0.05), ...bins);
  const high = Math.max(binOf(1), ...bins.map(bin => bin + 1));
  return [Math.max(low, binOf(-2)), Math.min(high, binOf(20))];
}

/** Plots over shared rows. */
export class Charts {
  #rows = [];
  #versionsPerRow = 1;
  #plots = [];

  constructor() {
    this.#build();
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => {
      this.#plots.forEach(({ plot }) => plot.destroy());
      this.#build();
      this.#draw();
    });
    new ResizeObserver(() => this.#fit()).observe(document.getElementById('charts'));
  }

  show(rows, versionsPerRow) {
    const telling = rows.filter(row => row.crystals >= CRYSTALS_MIN);
    this.#rows = telling.length ? telling : rows;
    this.#versionsPerRow = versionsPerRow;
    this.#draw();
  }

  #build() {
    const accent = style('--accent');
    const strong = style('--strong');
    const ink = style('--ink');
    const x = axis({ values: versionAxis, incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10000], size: 26 });
    const y = axis({ size: 46, values: (plot, splits) => splits.map(value => fixed(value, digitsOf(splits[1] - splits[0]))) });
    const ev = (plot, bin) => bin == null ? '–' : `${fixed(evOf(bin), 2)}`;
    const hullAxis = axis({
      size: 46,
      splits: plot => TICKS_EV.map(binOf).filter(bin => bin >= plot.scales.y.min && bin <= plot.scales.y.max),
      values: (plot, splits) => splits.map(bin => fixed(Number(evOf(bin).toPrecision(3)), 2).replace(/\.?0+$/, '') || '0'),
    });
    const quartile = label => ({ label, value: ev, stroke: ink, width: 1, points: { show: false } });
    this.#plots = [
      this.#plot('hull', options(
        [quartile('upper quartile'), { label: 'median', value: ev, stroke: strong, width: 2.5, points: { show: false } }, quartile('lower quartile')],
        [x, hullAxis],
        { y: { range: () => hullRange(this.#rows) } },
        { drawClear: [drawHeat(() => this.#rows, () => this.#versionsPerRow)], draw: [drawTenth] },
      ), rows => {
        const crystals = rows.map(row => row.crystals);
        const bins = name => smooth(rows.map(row => row.hull[name] === null ? null : binOf(row.hull[name])), crystals);
        return [bins('upperQuartile'), bins('median'), bins('lowerQuartile')];
      }),
      this.#plot('reward', options([dots('version’s mean', accent, 3), line('smoothed', accent, 3)], [x, y]), rows => {
        const means = rows.map(row => row.meanReward);
        return [means, smooth(means, rows.map(row => row.crystals))];
      }),
      this.#plot('near', options(
        [dots('below 0.1 eV/atom', accent, 1), line('smoothed', accent, 1), line('stopped, smoothed', strong, 1, 1.5)],
        [x, y],
        { y: { range: (plot, min, max) => [0, Math.max(10, (max ?? 0) * 1.05)] } },
      ), rows => {
        const crystals = rows.map(row => row.crystals);
        const near = rows.map(row => 100 * row.fractionBelowTenth);
        return [near, smooth(near, crystals), smooth(rows.map(row => 100 * row.fractionGated), crystals)];
      }),
      this.#plot('kl', options([line('KL', accent, 2)], [x, y], { y: { range: (plot, min, max) => [Math.min(0, min ?? 0), Math.max(1, (max ?? 0) * 1.05)] } }),
        rows => [rows.map(row => row.learner?.klToPretrained ?? null)]),
    ];
    this.#fit();
  }

  #plot(id, settings, columns) {
    const parent = document.getElementById(id);
    return { parent, columns, plot: new uPlot(settings, [[], ...settings.series.slice(1).map(() => [])], parent) };
  }

  #draw() {
    const versions = this.#rows.map(row => row.version);
    for (const { parent, plot, columns } of this.#plots) {
      const values = columns(this.#rows);
      plot.setData([versions, ...values]);
      showNewest(plot);
      parent.setAttribute('aria-label', this.#description(parent.id));
    }
  }

  /** What a person who cannot see the plot would be told. */
  #description(id) {
    const first = this.#rows[0];
    const last = this.#rows[this.#rows.length - 1];
    if (!first) return 'nothing yet';
    const value = row => ({
      hull: `median ${fixed(row.hull.median, 2)} eV/atom`,
      reward: `mean reward ${fixed(row.meanReward, 3)}`,
      near: `${fixed(100 * row.fractionBelowTenth, 1)} percent below 0.1 eV/atom`,
      kl: `${fixed(row.learner?.klToPretrained, 2)} nats`,
    })[id];
    return `Version ${first.version}: ${value(first)}; version ${last.version}: ${value(last)}.`;
  }

  #fit() {
    for (const { parent, plot } of this.#plots) {
      if (parent.clientWidth > 0) plot.setSize({ width: parent.clientWidth, height: HEIGHT });
    }
  }
}
