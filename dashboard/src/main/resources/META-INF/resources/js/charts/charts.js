/** Charts by policy version, which share their zoom and their cursor. */

import uPlot from '../../webjars/uplot/1.6.30/dist/uPlot.esm.js';
import { card, make } from '../dom.js';
import { count, fixed } from '../format.js';
import { color, faded, onTheme } from '../theme.js';
import { csv, pngOfPlot, save, tools } from '../export.js';
import { PANELS, valueText } from './panels.js';

const HEIGHT = 232;
/** A version with fewer crystals says nothing yet. */
const CRYSTALS_MIN = 20;
/** Versions that a drag must span; less is a click. */
const ZOOM_VERSIONS_MIN = 2;
const DASHES = [[6, 4], [2, 3], [9, 3, 2, 3], [1, 4]];
const FONT = '11px system-ui, "Liberation Sans", sans-serif';

/** Decimals that tell neighbouring ticks apart. */
function digitsOf(step) {
  let digits = 0;
  while (digits < 4 && Math.abs(step * 10 ** digits - Math.round(step * 10 ** digits)) > 1e-6) digits++;
  return digits;
}

function axis(options) {
  return { stroke: color('--muted'), font: FONT, labelFont: FONT, labelSize: 18, grid: { stroke: color('--line'), width: 1 }, ticks: { show: false }, ...options };
}

function seriesOf(panel, spec) {
  const stroke = color(spec.color);
  const value = (plot, shown) => valueText(panel, spec.digits)(shown);
  if (spec.isDots) {
    const fill = faded(stroke, 0.45);
    return { label: spec.label, value, stroke: fill, paths: () => null, points: { show: true, size: 4, width: 0, fill, stroke: fill } };
  }
  return { label: spec.label, value, stroke, width: spec.width, dash: spec.dash, spanGaps: Boolean(spec.dash || panel.isSparse), points: { show: false } };
}

/** Without a cursor the legend tells of the newest version. */
function showNewest(plot) {
  const last = plot.data[0].length - 1;
  if (last >= 0 && plot.cursor.left < 0) plot.setLegend({ idx: last });
}

export class Charts {
  #rows = [];
  #versionsPerRow = 1;
  #others = [];
  #zoom;
  #unitOfReward = '';
  #plots = [];
  #places = new Map();
  #onZoom;
  #closing = [];
  node = make('div', { class: 'charts' });

  /** @param onZoom is told of what the reader selects: [first, last] version, or null for all */
  constructor(zoom, onZoom) {
    this.#zoom = zoom;
    this.#onZoom = onZoom;
    this.#cards();
    this.#closing.push(onTheme(() => this.#rebuild()));
    const observer = new ResizeObserver(() => this.#fit());
    observer.observe(this.node);
    this.#closing.push(() => observer.disconnect());
  }

  close() {
    this.#closing.forEach(close => close());
    this.#plots.forEach(({ plot }) => plot.destroy());
  }

  /** @param others runs to be laid over: [{ run, rows }] */
  show(rows, versionsPerRow, others, unitOfReward) {
    const telling = rows.filter(row => row.crystals >= CRYSTALS_MIN);
    const isSame = this.#others.map(other => other.run).join() === others.map(other => other.run).join();
    this.#rows = telling.length ? telling : rows;
    this.#versionsPerRow = versionsPerRow;
    this.#others = others;
    this.#unitOfReward = unitOfReward;
    if (this.#plots.length && isSame) this.#draw();
    else this.#rebuild();
  }

  zoom(range) {
    this.#zoom = range;
    this.#plots.forEach(({ plot }) => plot.setScale('x', this.#versions(plot)));
  }

  #versions(plot) {
    const versions = plot.data[0];
    const first = versions[0] ?? 0;
    const [min, max] = this.#zoom ?? [first, Math.max(first + 10, versions[versions.length - 1] ?? 0)];
    return { min, max };
  }

  #cards() {
    for (const panel of PANELS) {
      const parent = make('div', { class: 'plot', id: `chart-${panel.id}`, role: 'img' });
      const unit = make('small', {}, panel.unit ?? '');
      const head = card('', { note: panel.note, tools: tools({
        PNG: () => pngOfPlot(this.#plotOf(panel), this.#caption(panel), `nucleate-${panel.id}`),
        CSV: () => save(this.#csv(panel), `nucleate-${panel.id}.csv`, 'text/csv'),
      }, panel.title) }, parent);
      head.querySelector('h2').append(`${panel.title} `, unit);
      this.#places.set(panel, { parent, unit });
      this.node.append(head);
    }
  }

  #plotOf(panel) {
    return this.#plots.find(other => other.panel === panel).plot;
  }

  #unit(panel) {
    return panel.id === 'reward' ? this.#unitOfReward : panel.unit;
  }

  #caption(panel) {
    const unit = this.#unit(panel);
    return unit ? `${panel.title} / ${unit}` : panel.title;
  }

  #csv(panel) {
    const { data, series } = this.#plotOf(panel);
    const unit = this.#unit(panel);
    const head = ['version', ...series.slice(1).map(one => unit ? `${one.label} (${unit})` : one.label)];
    const value = panel.toUnit ?? (shown => shown);
    return csv(head, data[0].map((version, i) => [version, ...data.slice(1).map(column =>
      column[i] === null || column[i] === undefined ? '' : value(column[i]))]));
  }

  #rebuild() {
    this.#plots.forEach(({ plot }) => plot.destroy());
    this.#plots = PANELS.map(panel => ({ panel, plot: this.#plot(panel) }));
    this.#fit();
    this.#draw();
  }

  #plot(panel) {
    const specs = [...panel.series, ...this.#others.map((other, i) => ({
      ...panel.series[panel.compared], label: other.run, isDots: false, width: 1.8, color: `--series-${(i + 2) % 5 + 1}`, dash: DASHES[i % DASHES.length] }))];
    const x = axis({
      label: 'policy version', size: 26, incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10000],
      values: (plot, splits) => splits.map(version => Number.isInteger(version) ? count(version) : ''),
    });
    const options = {
      width: Math.max(200, this.#places.get(panel).parent.clientWidth),
      height: HEIGHT,
      padding: [8, 10, 0, 0],
      cursor: { sync: { key: 'version' }, y: false, points: { size: 6 }, drag: { x: true, y: false, setScale: false }, bind: { dblclick: () => () => this.#onZoom(null) } },
      legend: { live: true, markers: { width: 2 } },
      scales: {
        x: { time: false, range: plot => Object.values(this.#versions(plot)) },
        y: panel.range ? { range: (plot, min, max) => panel.range(this.#rows, min, max) } : {},
      },
      axes: [x, this.#yAxis(panel)],
      bands: (panel.bands ?? []).map(band => ({ series: band.series, fill: faded(color(band.color), 0.18) })),
      series: [{ label: 'version', value: (plot, version) => version === null || version === undefined ? '–' : count(version) }, ...specs.map(spec => seriesOf(panel, spec))],
      hooks: {
        setCursor: [showNewest],
        setSelect: [plot => this.#select(plot)],
        drawClear: panel.under ? [plot => panel.under(plot, this.#rows, this.#versionsPerRow, color)] : [],
        draw: panel.over ? [plot => panel.over(plot, this.#rows, this.#versionsPerRow, color)] : [],
      },
    };
    return new uPlot(options, [[], ...specs.map(() => [])], this.#places.get(panel).parent);
  }

  #yAxis(panel) {
    const label = { label: this.#unit(panel) || 'reward', size: 46 };
    if (!panel.ticks) return axis({ ...label, values: (plot, splits) => splits.map(value => fixed(value, digitsOf(splits[1] - splits[0]))) });
    return axis({
      ...label,
      splits: plot => panel.ticks(plot.scales.y.min, plot.scales.y.max),
      values: (plot, splits) => splits.map(split => fixed(Number(panel.toUnit(split).toPrecision(3)), 2).replace(/\.?0+$/, '') || '0'),
    });
  }

  #select(plot) {
    const { left, width } = plot.select;
    if (width === 0) return;
    const range = [left, left + width].map(at => Math.round(plot.posToVal(at, 'x')));
    plot.setSelect({ left: 0, width: 0, top: 0, height: 0 }, false);
    if (range[1] - range[0] >= ZOOM_VERSIONS_MIN) this.#onZoom([Math.max(0, range[0]), range[1]]);
  }

  #draw() {
    for (const { panel, plot } of this.#plots) {
      const own = [this.#rows.map(row => row.version), ...panel.values(this.#rows)];
      const compared = this.#others.map(other =>
        [other.rows.map(row => row.version), panel.values(other.rows)[panel.compared]]);
      plot.setData(compared.length ? uPlot.join([own, ...compared]) : own);
      showNewest(plot);
      const { parent, unit } = this.#places.get(panel);
      unit.textContent = this.#unit(panel) ?? '';
      parent.setAttribute('aria-label', this.#description(panel));
    }
  }

  #description(panel) {
    const first = this.#rows[0];
    const last = this.#rows[this.#rows.length - 1];
    if (!first) return `${panel.title}: nothing yet`;
    return `${panel.title}. Version ${first.version}: ${panel.tell(first)}; version ${last.version}: ${panel.tell(last)}.`;
  }

  #fit() {
    for (const { panel, plot } of this.#plots) {
      const width = this.#places.get(panel).parent.clientWidth;
      if (width > 0 && width !== plot.width) plot.setSize({ width, height: HEIGHT });
    }
  }
}
