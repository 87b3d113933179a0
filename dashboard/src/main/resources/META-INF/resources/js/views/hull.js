/** The convex hull of a chemical system: known phases, the run's, what falls apart into what. */

import { json, Missing } from '../api.js';
import { card, choice, field, make, sentence, table } from '../dom.js';
import { isElement } from '../elements.js';
import { fixed, formula } from '../format.js';
import { hullPlot, told, TURN } from '../plots/hullplot.js';
import { changed, crystalHref, go, remember } from '../router.js';

const ABOVE = { 0: 'those on the hull', 0.05: 'up to 0.05 eV/atom', 0.1: 'up to 0.1 eV/atom', 0.3: 'up to 0.3 eV/atom', Infinity: 'all' };
const ABOVE_DEFAULT = '0.1';
const EXAMPLES = ['Li-O', 'Ca-Ti-O', 'Li-Fe-P-O'];

/** Elements of what was typed: Li-Fe-O, "Li Fe O" or LiFeO2. */
export function elementsOf(text) {
  return [...new Set(text.match(/[A-Z][a-z]?/g) ?? [])];
}

function problemOf(elements, text) {
  const wrong = elements.filter(symbol => !isElement(symbol));
  if (wrong.length) return `${wrong.join(', ')} is no chemical element.`;
  if (elements.length < 2 || elements.length > 4) return `“${text}” has ${elements.length} ${elements.length === 1 ? 'element' : 'elements'}; a hull is drawn of two, three or four, such as Li-Fe-O.`;
  return null;
}

export class HullView {
  title = 'Hull';
  #hull = null;
  #system = null;
  #input = make('input', { type: 'text', placeholder: 'Li-Fe-O', autocomplete: 'off', spellcheck: 'false', autocapitalize: 'off' });
  #result = make('div', {});
  #above = make('div', { class: 'field' });

  constructor(route) {
    const form = make('form', { class: 'system', onsubmit: event => this.#submit(event) },
      field('Chemical system or formula', this.#input), make('button', { class: 'button main' }, 'Show the hull'), this.#above);
    this.node = make('div', {},
      make('div', { class: 'head' }, make('div', { class: 'grow' }, make('h1', { tabindex: '-1' }, 'Convex hull'),
        make('p', { class: 'note' }, 'Known phases and those of this run by composition and formation energy. What lies above the hull falls apart into its corners.'))),
      make('div', { class: 'card' }, form), this.#result);
    this.update(route);
  }

  #submit(event) {
    event.preventDefault();
    const elements = elementsOf(this.#input.value);
    const problem = problemOf(elements, this.#input.value);
    if (problem) this.#result.replaceChildren(make('p', { class: 'sentence problem', role: 'alert' }, problem));
    else go(changed({ system: elements.join('-'), mark: null, turn: null }));
  }

  async update({ params }) {
    const system = params.get('system');
    const above = params.get('above') ?? ABOVE_DEFAULT;
    this.#above.replaceChildren(field('Phases shown', choice(Object.entries(ABOVE), above, value => go(changed({ above: value })))));
    if (!system) {
      this.#result.replaceChildren(make('p', { class: 'sentence' }, 'For example ', EXAMPLES.flatMap((example, i) => [i ? ', ' : '', make('a', { href: changed({ system: example }) }, example)]), '.'));
      return;
    }
    this.#input.value = system;
    if (system !== this.#system) await this.#fetch(system);
    if (this.#hull) this.#show(params, Number(above));
  }

  async #fetch(system) {
    this.#hull = null;
    this.#system = system;
    this.#result.replaceChildren(sentence('Computing the hull…'));
    try {
      const hull = await json('hull', { system });
      if (this.#system === system) this.#hull = hull;
    } catch (failure) {
      if (this.#system !== system) return;
      this.#system = null;
      const text = failure instanceof Missing ? `There is no hull to show: ${failure.message}` : failure.message;
      this.#result.replaceChildren(make('p', { class: 'sentence problem', role: 'alert' }, text));
    }
  }

  #show(params, above) {
    const hull = this.#hull;
    const mark = params.get('mark');
    const marked = hull.phases.find(phase => mark && (phase.id === mark || phase.material === mark || phase.formula === mark)) ?? null;
    const turned = (params.get('turn') ?? '').split(',').map(Number);
    const angles = turned.length === 2 && turned.every(Number.isFinite) ? turned : TURN;
    const onpick = phase => go(changed({ mark: phase.id ?? phase.material ?? phase.formula }));
    const { node, tools } = hullPlot(hull, { above, marked, onpick, turn: { angles, onturn: value => remember({ turn: value.join(',') }) } });
    this.#result.replaceChildren(make('div', { class: 'split' },
      card(hull.elements.join('–'), { tools }, node, make('div', { role: 'status' }, marked ? told(hull, marked) : sentence('Choose a phase to see what it falls apart into.')),
        hull.note && make('p', { class: 'note' }, `Reference: ${hull.reference}. ${hull.note}`)),
      card('Phases', {}, this.#table(hull, above, marked, onpick))));
    this.#result.firstChild.classList.add('stack');
  }

  #table(hull, above, marked, onpick) {
    const rows = hull.phases.filter(phase => phase === marked || phase.energyAboveHullEvPerAtom <= above)
      .sort((a, b) => a.energyAboveHullEvPerAtom - b.energyAboveHullEvPerAtom || a.formula.localeCompare(b.formula));
    return table('Phases', [
      ['Formula', phase => make('button', { type: 'button', class: 'button small', 'aria-pressed': String(phase === marked), onclick: () => onpick(phase) }, make('span', {}, formula(phase.formula)))],
      [['E', make('sub', {}, 'hull')], phase => fixed(phase.energyAboveHullEvPerAtom, 3), { number: true, unit: 'eV/atom' }],
      [['E', make('sub', {}, 'form')], phase => fixed(phase.formationEnergyEvPerAtom, 3), { number: true, unit: 'eV/atom' }],
      ['Origin', phase => phase.id ? make('a', { class: 'file', href: crystalHref(phase.id) }, 'this run') : phase.material ?? (phase.known ? 'known' : 'this run')],
    ], rows);
  }
}
