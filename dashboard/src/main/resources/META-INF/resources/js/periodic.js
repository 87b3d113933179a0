/** The periodic table as a heat map that filters. */

import { make, segments } from './dom.js';
import { ELEMENTS } from './elements.js';
import { count, fixed } from './format.js';
import { color } from './theme.js';

/** Points of cividis (Nuñez et al., PLoS ONE 13, e0199239, 2018): even steps for any colour vision. */
const CIVIDIS = ['#00224e', '#35456c', '#666970', '#948e77', '#c8b866', '#fee838'];
const INK = { dark: '#10161b', light: '#ffffff' };

const rgb = hex => [1, 3, 5].map(at => parseInt(hex.slice(at, at + 2), 16));
const parsed = text => text.match(/[\d.]+/g).slice(0, 3).map(Number);

function between(from, to, share) {
  return from.map((value, i) => Math.round(value + share * (to[i] - value)));
}

function along(points, share) {
  const at = Math.min(points.length - 2, Math.floor(share * (points.length - 1)));
  return between(points[at], points[at + 1], share * (points.length - 1) - at);
}

/** Black or white, whichever reads better on a colour (relative luminance of WCAG). */
function inkOn(channels) {
  const [r, g, b] = channels.map(value => value / 255)
    .map(value => value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);
  return 0.2126 * r + 0.7152 * g + 0.0722 * b > 0.18 ? INK.dark : INK.light;
}

/** What a cell shows: how it is scaled to 0..1, coloured and told. */
const QUANTITIES = {
  frequency: {
    text: 'Discoveries',
    unit: 'discoveries, logarithmic',
    value: element => element.discoveries || null,
    scale: values => value => values.max <= 1 ? 1 : Math.log(value) / Math.log(values.max),
    points: () => [parsed(color('--raised')), parsed(color('--accent'))],
    tell: value => count(value),
  },
  energy: {
    text: 'Mean E hull',
    unit: 'mean energy above hull, eV/atom',
    value: element => element.meanEnergyAboveHullEvPerAtom,
    scale: values => value => values.max === values.min ? 0.5 : (value - values.min) / (values.max - values.min),
    // The nearer to the hull the brighter.
    points: () => CIVIDIS.map(rgb).reverse(),
    tell: value => fixed(value, 3),
  },
};

export const STATES = { all: 'required', any: 'one of several', none: 'excluded' };

/**
 * @param elements of the service, with counts
 * @param chosen { all, any, none }: sets of symbols
 * @param onchoose is told of a symbol that was clicked, and of what clicking means
 */
export class PeriodicTable {
  #elements;
  #chosen;
  #onchoose;
  #quantity = 'frequency';
  #mode = 'all';
  #grid = make('div', { class: 'ptable', role: 'group', 'aria-label': 'Elements' });
  #scale = make('div', { class: 'scale' });

  constructor(elements, chosen, onchoose) {
    this.#elements = new Map(elements.map(element => [element.element, element]));
    this.#chosen = chosen;
    this.#onchoose = onchoose;
    this.node = make('div', {},
      make('div', { class: 'actions' },
        segments('Colour shows', Object.entries(QUANTITIES).map(([key, { text }]) => [key, text]), this.#quantity, key => { this.#quantity = key; this.draw(); }),
        segments('A click means', [['all', 'Click: with'], ['any', 'any of'], ['none', 'without']], this.#mode, key => { this.#mode = key; }),
        this.#scale),
      make('div', { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': 'Periodic table' }, this.#grid));
    this.draw();
  }

  choose(chosen) {
    this.#chosen = chosen;
    this.draw();
  }

  draw() {
    const quantity = QUANTITIES[this.#quantity];
    const values = [...this.#elements.values()].map(quantity.value).filter(value => value !== null);
    const bounds = { min: Math.min(...values), max: Math.max(...values) };
    const scale = quantity.scale(bounds);
    const points = quantity.points();
    const focused = this.#grid.contains(document.activeElement) ? document.activeElement.dataset.symbol : null;
    this.#grid.replaceChildren(...ELEMENTS.map(element => this.#cell(element, quantity, scale, points)));
    if (focused) this.#grid.querySelector(`[data-symbol="${focused}"]`)?.focus();
    this.#showScale(quantity, bounds, points, values.length > 0);
  }

  #stateOf(symbol) {
    return Object.keys(STATES).find(state => this.#chosen[state].has(symbol)) ?? null;
  }

  #cell({ symbol, name, row, column }, quantity, scale, points) {
    const element = this.#elements.get(symbol);
    const state = this.#stateOf(symbol);
    const isClickable = element?.discoveries > 0 || state;
    const told = element
      ? `${symbol}, ${name}: ${count(element.discoveries)} discoveries of ${count(element.crystals)} crystals, mean energy above hull ${fixed(element.meanEnergyAboveHullEvPerAtom, 3)} eV/atom`
      : `${symbol}, ${name}: in no crystal`;
    const cell = isClickable
      ? make('button', { type: 'button', 'data-symbol': symbol, 'data-state': state, 'aria-pressed': String(Boolean(state)), title: told, 'aria-label': `${told}${state ? `; ${STATES[state]}` : ''}`, onclick: () => this.#onchoose(symbol, this.#mode) }, symbol)
      : make('span', { title: told, 'aria-hidden': 'true' }, symbol);
    cell.style.gridRow = row;
    cell.style.gridColumn = column;
    const value = element ? quantity.value(element) : null;
    if (value !== null && isClickable) {
      const channels = along(points, scale(value));
      cell.style.background = `rgb(${channels.join(' ')})`;
      cell.style.color = inkOn(channels);
    }
    return cell;
  }

  #showScale(quantity, bounds, points, isAny) {
    this.#scale.hidden = !isAny;
    if (!isAny) return;
    const canvas = make('canvas', { width: 140, height: 1, 'aria-hidden': 'true' });
    const context = canvas.getContext('2d');
    for (let x = 0; x < 140; x++) {
      context.fillStyle = `rgb(${along(points, x / 139).join(' ')})`;
      context.fillRect(x, 0, 1, 1);
    }
    this.#scale.replaceChildren(quantity.tell(bounds.min), canvas, quantity.tell(bounds.max), make('span', {}, quantity.unit));
  }
}
