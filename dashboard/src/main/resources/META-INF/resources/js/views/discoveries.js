/** Every metastable crystal of the run: filtered, sorted, paged, taken home. */

import { address, json, Missing } from '../api.js';
import { card, choice, field, make, sentence } from '../dom.js';
import { elementSet, filterForm, filtersOf, told } from '../filters.js';
import { count } from '../format.js';
import { PeriodicTable } from '../periodic.js';
import { changed, current, go, href, remember } from '../router.js';
import { crystalTable, sortings } from '../rows.js';
import { onTheme } from '../theme.js';

const PAGE = 50;
const SORT = 'energyAboveHullEvPerAtom';
const COLUMNS = ['formula', 'group', 'occupation', 'sites', 'hull', 'judge', 'formation', 'gap', 'dielectric', 'reward', 'known', 'phases', 'version', 'found'];
const FORMATS = { cif: 'CIF', poscar: 'POSCAR', xyz: 'XYZ', csv: 'CSV', jsonl: 'JSON lines' };
/** Ids that fit into an address which every server takes. */
const IDS_MAX = 100;
/** Crystals that a file of the service has at most. */
const FILE_MAX = 10000;

/** On a phone the crystals come first, and what selects them is folded. */
const isNarrow = () => matchMedia('(max-width: 720px)').matches;

/** Cursors of the pages that were seen, by the filters they belong to: the way back. */
const trails = new Map();

export class Discoveries {
  title = 'Discoveries';
  #now = Date.now();
  #table = null;
  #endTheme;
  #asking = null;
  #list;
  #parts;
  #items = [];
  /** Ids of chosen crystals, over pages and filters; the address has them too. */
  #selected = new Set();
  #page = null;
  #scored = 0;
  #count = make('p', { class: 'note', role: 'status' });
  #form = make('div', {});
  #filters = make('details', { class: 'card', open: !isNarrow() }, make('summary', {}, 'Filters'), this.#form);
  #periodic = make('div', {});
  #chips = make('div', { class: 'chips' });
  #actions = make('div', { class: 'actions downloads' });
  #sorting = make('div', { class: 'sorting' });
  #rows = make('div', {});
  #pager = make('nav', { class: 'pager', 'aria-label': 'Pages' });

  constructor(route) {
    this.#list = card('Crystals', {}, this.#chips, this.#actions, this.#sorting, this.#rows, this.#pager);
    this.#parts = make('div', {}, this.#periodic, make('div', { class: 'layout' }, this.#filters, this.#list));
    this.node = make('div', {},
      make('div', { class: 'head' }, make('div', { class: 'grow' }, make('h1', { tabindex: '-1' }, 'Discoveries'), this.#count)), this.#parts);
    // Links to other pages of the list were made before a crystal was chosen.
    this.node.addEventListener('click', event => this.#take(event.target.closest('a[href^="#/discoveries"]')));
    this.#endTheme = onTheme(() => this.#table?.draw());
    this.#showElements(route);
    this.update(route);
  }

  close() {
    this.#asking?.abort();
    this.#endTheme();
  }

  summary(summary) {
    this.#now = Date.parse(summary.now);
    // A young run is looked at until it has found something.
    if (this.#page?.total === 0 && summary.totals.scored !== this.#scored) {
      this.#scored = summary.totals.scored;
      this.update(current());
    }
  }

  async update({ params }) {
    const filters = filtersOf(params);
    this.#selected = new Set(params.get('selected')?.split(','));
    this.#showForm(filters);
    this.#table?.choose(this.#chosen(filters));
    this.#asking?.abort();
    this.#asking = new AbortController();
    const query = { ...filters, sort: params.get('sort') ?? SORT, limit: PAGE, cursor: params.get('cursor') };
    try {
      this.#show(await json('discoveries', query, this.#asking.signal), params, filters);
    } catch (failure) {
      this.#showFailure(failure);
    }
  }

  #showFailure(failure) {
    if (failure.name === 'AbortError') return;
    if (failure instanceof Missing) {
      this.#parts.replaceChildren(sentence('This service keeps no catalogue of discoveries; the best crystals are on the overview.'));
      return;
    }
    this.#rows.replaceChildren(make('p', { class: 'sentence problem', role: 'alert' }, failure.message));
    this.#pager.replaceChildren();
    this.#count.textContent = '';
  }

  #chosen(filters) {
    return Object.fromEntries(['all', 'any', 'none'].map(state => [state, elementSet(filters[state])]));
  }

  async #showElements({ params }) {
    try {
      const elements = await json('elements');
      this.#table = new PeriodicTable(elements, this.#chosen(filtersOf(params)), (symbol, mode) => this.#click(symbol, mode));
      this.#periodic.replaceChildren(make('details', { class: 'card', open: !isNarrow() },
        make('summary', {}, 'Elements'), make('p', { class: 'note' }, 'How often an element is in a discovery of this run, or how near the hull these are in the mean. A click filters, another one takes the filter away.'), this.#table.node));
      this.#periodic.classList.add('periodic');
    } catch (failure) {
      // Without the counts the filters by name remain.
      if (!(failure instanceof Missing)) console.warn(failure);
    }
  }

  #click(symbol, mode) {
    const chosen = this.#chosen(filtersOf(current().params));
    const isOn = Object.values(chosen).some(set => set.has(symbol));
    Object.values(chosen).forEach(set => set.delete(symbol));
    if (!isOn) chosen[mode].add(symbol);
    this.#go(Object.fromEntries(Object.entries(chosen).map(([name, set]) => [name, [...set].join(',')])));
  }

  /** Another question begins at its first page. */
  #go(changes) {
    go(changed({ ...changes, cursor: null, page: null }));
  }

  #showForm(filters) {
    // Under the reader's hands the form stays; what it says is what was asked.
    if (this.#form.contains(document.activeElement) && this.#form.dataset.filters === JSON.stringify(filters)) return;
    const focused = this.#form.contains(document.activeElement) ? [...this.#form.querySelectorAll('input, select')].indexOf(document.activeElement) : -1;
    const elements = new Set(['all', 'any', 'none']);
    this.#form.dataset.filters = JSON.stringify(filters);
    this.#form.replaceChildren(filterForm(filters, (name, value) => this.#go({ [name]: elements.has(name) && value ? value.split(/[\s,]+/).join(',') : value })));
    if (focused >= 0) this.#form.querySelectorAll('input, select')[focused]?.focus();
  }

  #show(page, params, filters) {
    const number = Number(params.get('page') ?? 1);
    const sort = params.get('sort') ?? SORT;
    this.#count.textContent = page.matching === page.total
      ? `${count(page.total)} crystals of run ${page.run}, metastable (less than 0.1 eV/atom above the hull) and stopped by no guard, each space group and occupation once.`
      : `${count(page.matching)} of ${count(page.total)} crystals of run ${page.run} match.`;
    this.#showChips(filters);
    this.#sorting.replaceChildren(field('Sort by', choice(sortings(COLUMNS), sort, by => this.#go({ sort: by }))));
    this.#rows.replaceChildren(page.items.length
      ? crystalTable('Discoveries', COLUMNS, page.items, this.#now, { sorting: { by: sort, href: by => changed({ sort: by, cursor: null, page: null }) }, selection: this.#selection() })
      : sentence(page.total ? 'No crystal of this run matches these filters.' : 'This run has no metastable crystal yet. They appear here as they are found.'));
    this.#items = page.items;
    this.#showPager(page, number, params, { ...filters, sort });
    this.#showActions(page, filters);
    this.#page = page;
  }

  #showChips(filters) {
    const chips = Object.entries(filters).map(([name, value]) => make('a', { class: 'button small chip', href: changed({ [name]: null, cursor: null, page: null }), 'aria-label': `Take away: ${told(name, value)}` }, told(name, value), ' ✕'));
    if (chips.length > 1) chips.push(make('a', { class: 'button small chip', href: href(['discoveries']) }, 'Take all away'));
    this.#chips.hidden = chips.length === 0;
    this.#chips.replaceChildren(...chips);
  }

  #selection() {
    return {
      has: id => this.#selected.has(id),
      set: (id, isOn) => {
        if (isOn) this.#selected.add(id);
        else this.#selected.delete(id);
        this.#keep();
      },
    };
  }

  #take(link) {
    link?.setAttribute('href', changed({ selected: this.#ids() }, link.getAttribute('href')));
  }

  #ids() {
    return [...this.#selected].join(',');
  }

  #keep() {
    remember({ selected: this.#ids() });
    this.#showActions(this.#page, filtersOf(current().params));
  }

  #showActions(page, filters) {
    const isChosen = this.#selected.size > 0;
    const number = isChosen ? Math.min(IDS_MAX, this.#selected.size) : Math.min(FILE_MAX, page.matching);
    const what = isChosen
      ? { ids: [...this.#selected].slice(0, IDS_MAX).join(',') }
      : { ...filters, sort: current().params.get('sort'), limit: page.matching > FILE_MAX ? FILE_MAX : null };
    const whole = page.matching > FILE_MAX ? 'the first' : page.matching === page.total ? 'all' : 'all that match';
    const all = make('button', { type: 'button', class: 'button small', onclick: () => this.#selectPage() }, 'Select this page');
    const none = isChosen && make('button', { type: 'button', class: 'button small', onclick: () => this.#clear() }, 'Clear selection');
    this.#actions.replaceChildren(...[
      make('span', { class: 'grow muted' }, isChosen
        ? `${count(this.#selected.size)} selected${this.#selected.size > IDS_MAX ? `; a download takes the first ${IDS_MAX}` : ''}` : ''),
      page.items.length > 0 && all, none,
      number > 0 && make('span', { class: 'muted' }, `Download ${isChosen ? 'the selected' : whole} (${count(number)}) as`),
      ...(number > 0 ? Object.entries(FORMATS).map(([format, text]) => make('a', { class: 'button small', href: address(`discoveries.${format}`, what), download: '' }, text)) : []),
    ].filter(Boolean));
  }

  #selectPage() {
    this.#items.forEach(row => this.#selected.add(row.id));
    this.#checks();
  }

  #clear() {
    this.#selected.clear();
    this.#checks();
  }

  #checks() {
    this.#rows.querySelectorAll('input[type="checkbox"]').forEach((box, i) => { box.checked = this.#selected.has(this.#items[i].id); });
    this.#keep();
  }

  #showPager(page, number, params, question) {
    const key = JSON.stringify([question, params.get('run')]);
    const trail = trails.get(key) ?? [null];
    trails.set(key, trail);
    trail[number - 1] = params.get('cursor');
    const from = (number - 1) * PAGE;
    const link = (text, cursor, to) => make('a', { class: 'button', href: changed({ cursor, page: to > 1 ? to : null }) }, text);
    this.#pager.replaceChildren(...[
      page.items.length > 0 && make('span', { class: 'muted' }, `${count(from + 1)}–${count(from + page.items.length)} of ${count(page.matching)}`),
      // Who came by a link has not seen the pages before; the first one is always there.
      number > 1 && (trail[number - 2] !== undefined ? link('‹ Previous', trail[number - 2], number - 1) : link('« First', null, 1)),
      page.next && link('Next ›', page.next, number + 1),
    ].filter(Boolean));
  }
}
