/** All that is known of one crystal. */

import { address, idPath, json, Missing } from '../api.js';
import { card, copyButton, facts, make, segments, sentence, svg, table, toggle } from '../dom.js';
import { colorOf, nameOf } from '../elements.js';
import { tools } from '../export.js';
import { count, decomposition, fixed, formula, isBelowHull, moment, NONE, signed, spaceGroup } from '../format.js';
import { diffraction } from '../plots/diffraction.js';
import { hullPlot, told } from '../plots/hullplot.js';
import { current, go, href, remember } from '../router.js';
import { crystalTable } from '../rows.js';
import { steering } from '../steering.js';

const EV = 'eV/atom';
const CELLS = { conventional: 'Conventional', primitive: 'Primitive', supercell: '2 × 2 × 2' };
const SIMILAR_COLUMNS = ['formula', 'group', 'hull', 'judge', 'formation', 'version'];
const HULL_ELEMENTS = [2, 4];
const HULL_ABOVE_EV = 0.1;

function fractionText(value) {
  const known = { 0: '0', 0.25: '1/4', 0.5: '1/2', 0.75: '3/4', 0.125: '1/8', 0.375: '3/8', 0.625: '5/8', 0.875: '7/8' };
  const thirds = [[1 / 3, '1/3'], [2 / 3, '2/3'], [1 / 6, '1/6'], [5 / 6, '5/6']].find(([at]) => Math.abs(value - at) < 5e-5);
  return known[value] ?? thirds?.[1] ?? fixed(value, 4);
}

const position = xyz => `(${xyz.map(fractionText).join(', ')})`;
const uncertain = (value, error, digits) => value === null || value === undefined ? NONE
  : error === null || error === undefined ? fixed(value, digits) : `${fixed(value, digits)} ± ${fixed(error, digits)}`;

const command = text => make('div', { class: 'command' }, make('code', {}, text), copyButton(() => text));

/** What stood where: "Ba for Ca in CaTiO3". */
function substituted({ parent, change, replacements }) {
  const pairs = Object.entries(replacements).map(([before, after]) => `${after} for ${before}`);
  return pairs.length ? `${pairs.join(', ')} in ${parent}` : `${change} in ${parent}`;
}

export class CrystalPage {
  title = 'Crystal';
  #id;
  #now = Date.now();
  #viewer = null;
  #isClosed = false;
  #data = null;
  #more = make('span', { class: 'more' });

  constructor(route) {
    this.#id = route.path.slice(1).join('/');
    this.node = make('div', { class: 'stack' }, sentence('Fetching the crystal…'));
    this.#open();
  }

  close() {
    this.#isClosed = true;
    this.#viewer?.close();
  }

  /** The drawing follows the address. */
  update() {
    this.#draw();
  }

  summary(summary) {
    this.#now = Date.parse(summary.now);
  }

  async #open() {
    try {
      this.#data = await json(`crystals/${idPath(this.#id)}`);
    } catch (failure) {
      this.#tellFailure(failure);
      return;
    }
    if (this.#isClosed) return;
    this.title = this.#data.row.formula;
    document.title = `${this.title} · Nucleate`;
    this.#show();
    this.#showViewer();
    this.#showMore(this.#data);
    this.#fill('hull', 'hull', () => this.#hullOf());
    this.#fill('diffraction', 'diffraction pattern', () => this.#diffraction());
    this.#fill('similar', 'list of similar crystals', () => this.#similar());
  }

  #tellFailure(failure) {
    const text = failure instanceof Missing
      ? `There is no page of ${this.#id}. ${failure.message}`
      : failure.message;
    this.node.replaceChildren(
      make('div', { class: 'head' }, make('h1', { tabindex: '-1' }, 'Crystal')),
      make('p', { class: 'sentence problem', role: 'alert' }, text),
      make('p', {}, make('a', { href: href(['discoveries']) }, 'All discoveries')));
  }

  #show() {
    const data = this.#data;
    this.node.replaceChildren(...[
      this.#head(data),
      make('div', { class: 'lead' }, this.#structureCard(), make('div', { class: 'stack' }, this.#energyCard(data), this.#symmetryCard(data))),
      make('div', { class: 'grid' }, this.#relaxationCard(data), make('div', { id: 'part-hull' })),
      ...['diffraction', 'similar'].map(name => make('div', { id: `part-${name}` })),
      this.#provenanceCard(data),
    ].filter(Boolean));
  }

  #head({ row }) {
    const files = { CIF: '.cif', 'CIF, P1': '.cif?p1', POSCAR: '.poscar', XYZ: '.xyz' };
    const file = ([text, ending]) => {
      const [kind, isExpanded] = ending.split('?');
      return make('a', { class: 'button small', download: '', href: address(`crystals/${idPath(row.id)}${kind}`, { p1: isExpanded && 'true' }) }, text);
    };
    return make('div', {},
      make('div', { class: 'title' },
        make('h1', { tabindex: '-1' }, formula(row.formula)),
        make('span', { class: 'title-group' }, spaceGroup(row.symbol, row.spaceGroup)),
        row.knownMaterial
          ? make('span', { class: 'badge known' }, `known: ${row.knownMaterial}`)
          : row.knownMaterial === null && make('span', { class: 'badge new' }, 'not among the known materials'),
        isBelowHull(row.energyAboveHullEvPerAtom) && make('span', { class: 'badge below' }, row.knownMaterial ? 'below the hull: an error of the potential' : 'below the known hull')),
      make('div', { class: 'actions' }, make('span', { class: 'mono muted grow' }, row.id),
        Object.entries(files).map(file), copyButton(() => location.href, 'Copy link'), this.#more));
  }

  /** Runs that look for crystals like this one, where runs can be started. */
  async #showMore({ row, template }) {
    const { on } = await steering();
    if (!on || this.#isClosed) return;
    const like = row.id.split('/')[0];
    const link = (text, conditions) => make('a', { class: 'button small', href: href(['new'], { like, ...conditions }) }, text);
    this.#more.replaceChildren(
      link('More of this structure', { template }),
      link('More of these elements', { 'chemical-system': [...row.elements].join('-') }));
  }

  #structureCard() {
    const cell = current().params.get('cell') ?? 'conventional';
    const hasBonds = current().params.get('bonds') !== 'off';
    const hasPolyhedra = current().params.get('polyhedra') === 'on';
    const set = changes => { remember(changes); this.#draw(); };
    this.#picked = make('p', { class: 'note', role: 'status' }, 'Drag to turn, click an atom to see where it is.');
    this.#canvas = make('div', {}, make('div', { class: 'viewer' }));
    this.#views = make('div', { class: 'controls', role: 'group', 'aria-label': 'View' });
    const card3d = card('Structure', { tools: tools({ PNG: () => this.#viewer?.savePng(this.#name()) }, 'the structure') },
      this.#canvas,
      make('div', { class: 'controls' },
        segments('Cell', Object.entries(CELLS), cell, key => set({ cell: key === 'conventional' ? null : key })),
        toggle('Bonds', hasBonds, isOn => set({ bonds: isOn ? null : 'off' })),
        toggle('Polyhedra', hasPolyhedra, isOn => set({ polyhedra: isOn ? 'on' : null }))),
      this.#views, this.#picked,
      make('div', { class: 'species' }, this.#data.row.elements.map(element => make('span', {},
        svg('svg', { viewBox: '0 0 14 14', 'aria-hidden': 'true' }, svg('circle', { cx: 7, cy: 7, r: 6, fill: colorOf(element), stroke: 'currentColor', 'stroke-opacity': 0.4 })),
        make('b', {}, element), ` ${nameOf(element)}`))),
      make('p', { class: 'note' }, 'Bonds join atoms about as near as the nearest (up to 15 % further), whatever holds them together.'));
    return card3d;
  }

  #picked;
  #canvas;
  #views;

  #name() {
    const { row } = this.#data;
    return `${row.formula}-${row.spaceGroup}-${row.id.split('/').pop()}`;
  }

  async #showViewer() {
    let viewer;
    try {
      const { Viewer } = await import('../crystal/viewer.js');
      viewer = new Viewer(`Structure of ${this.#data.row.formula}`, atom => {
        this.#picked.textContent = `${atom.element} (${nameOf(atom.element)}) at ${position(atom.frac)} of the ${this.#isPrimitive() ? 'primitive' : 'conventional'} cell`;
      });
    } catch (failure) {
      console.warn(failure);
      this.#canvas.replaceChildren(sentence('This browser does not draw in three dimensions (WebGL is missing or switched off). The files above have the structure.'));
      return;
    }
    if (this.#isClosed) {
      viewer.close();
      return;
    }
    this.#viewer = viewer;
    this.#canvas.replaceChildren(viewer.node);
    const button = (text, label, action) => make('button', { type: 'button', class: 'button small', 'aria-label': label, onclick: action }, text);
    this.#views.append(
      ...['a', 'b', 'c'].map((name, axis) => button(`along ${name}`, `Look along ${name}`, () => viewer.along(axis))),
      button('+', 'Nearer', () => viewer.zoomBy(1.2)), button('−', 'Further', () => viewer.zoomBy(1 / 1.2)), button('Reset', 'Reset the view', () => viewer.reset()));
    this.#draw();
  }

  #isPrimitive() {
    return current().params.get('cell') === 'primitive';
  }

  #draw() {
    if (!this.#viewer) return;
    const { params } = current();
    this.#viewer.show(this.#isPrimitive() ? this.#data.primitive : this.#data.conventional, {
      repeats: params.get('cell') === 'supercell' ? [2, 2, 2] : [1, 1, 1],
      hasBonds: params.get('bonds') !== 'off',
      hasPolyhedra: params.get('polyhedra') === 'on',
    });
  }

  #energyCard(data) {
    const { row, judgement } = data;
    const value = (label, text, unit, className = '') => make('div', {}, make('p', { class: 'label' }, label), make('p', { class: `value ${className}` }, text, ' ', make('small', {}, unit)));
    const terms = Object.entries(data.rewardTerms ?? {});
    return card('Energies and properties', {},
      make('div', { class: 'headline' },
        value('Above the hull', fixed(row.energyAboveHullEvPerAtom, 3), EV, isBelowHull(row.energyAboveHullEvPerAtom) ? 'below' : ''),
        judgement && value(`Says ${judgement.potential}`, fixed(judgement.energyAboveHullEvPerAtom, 3), EV),
        row.reward !== null && value('Reward', fixed(row.reward, 3), data.rewardName)),
      facts([
        ['Formation energy', fixed(row.formationEnergyEvPerAtom, 3), EV],
        ['Energy', fixed(data.energyEvPerAtom, 4), EV],
        judgement && [`Energy, ${judgement.potential}`, fixed(judgement.energyEvPerAtom, 4), EV],
        ['Known phases in the system', count(row.referencePhases)],
        ['Competes with', decomposition(row.decomposition ?? {}) || NONE],
        ['Band gap', uncertain(row.bandGapEv, data.bandGapUncertaintyEv, 2), row.bandGapEv === null ? '' : 'eV'],
        ['Dielectric constant ε∞', uncertain(row.dielectricElectronic, data.dielectricElectronicUncertainty, 2)],
        ['Charges', this.#charges(data.chargeBalance)],
        terms.length > 0 && ['Terms of the reward', terms.map(([name, term]) => `${name} ${signed(term, 3)}`).join(', ')],
        data.gates?.length > 0 && ['Stopped by', data.gates.join(', ')],
      ]),
      !judgement && make('p', { class: 'note' }, 'No second potential was asked about this crystal.'),
      row.substituted && make('p', { class: 'note' }, 'Substitution of elements made it from a crystal that the policy drew.'));
  }

  #charges(balance) {
    if (!balance) return NONE;
    if (balance.metal) return 'an alloy of metals, without charges to balance';
    if (!balance.balanced) return 'no common oxidation states balance';
    return Object.entries(balance.states ?? {}).map(([element, state]) => `${element} ${signed(state, Number.isInteger(state) ? 0 : 2)}`).join(', ') || 'balanced';
  }

  #symmetryCard({ crystal, wyckoff, row }) {
    const names = ['a', 'b', 'c', 'α', 'β', 'γ'];
    const lattice = facts(crystal.lattice.map((value, i) => [names[i], fixed(value, i < 3 ? 4 : 2), i < 3 ? 'Å' : '°']));
    lattice.classList.add('lattice');
    return card('Symmetry', { note: ['Space group ', spaceGroup(row.symbol, row.spaceGroup), ', conventional cell of the standard setting.'].flat() }, lattice,
      table('Wyckoff positions', [
        ['Element', site => make('b', {}, site.element)],
        ['Position', site => `${site.multiplicity}${site.letter}`],
        ...(wyckoff.some(site => site.siteSymmetry) ? [['Site symmetry', site => site.siteSymmetry ?? '']] : []),
        ['x, y, z', site => position(site.xyz)],
        ['Free', site => site.freeParameters.join(', ') || 'none', { title: 'Coordinates that symmetry leaves free' }],
      ], wyckoff));
  }

  #relaxationCard({ relaxation, crystal }) {
    if (!relaxation) return card('Relaxation', {}, sentence('The crystal was priced as it was sampled; nothing was relaxed.'));
    const names = [['a', 'Å', 4], ['b', 'Å', 4], ['c', 'Å', 4], ['α', '°', 2], ['β', '°', 2], ['γ', '°', 2]];
    const before = relaxation.asSampled.lattice;
    const change = [...relaxation.latticeChangePercent.slice(0, 3), null, null, null];
    const rows = [...names.map((name, i) => ({ name, before: before[i], after: crystal.lattice[i], change: change[i] })),
      { name: ['Volume', '', 2], before: null, after: null, change: relaxation.latticeChangePercent[3] }];
    return card('Relaxation', { note: 'Within the space group and its Wyckoff positions.' },
      facts([
        ['End', relaxation.converged ? `converged after ${count(relaxation.steps)} steps` : `not converged after ${count(relaxation.steps)} steps`],
        ['Largest force', fixed(relaxation.forceMaxEvPerAngstrom, 3), 'eV/Å'],
        ['Largest stress', fixed(relaxation.stressMaxGpa, 2), 'GPa'],
      ]),
      table('Cell before and after', [
        ['Cell', row => [row.name[0], make('small', {}, ` ${row.name[1]}`)]],
        ['As sampled', row => row.before === null ? '' : fixed(row.before, row.name[2]), { number: true }],
        ['Relaxed', row => row.after === null ? '' : fixed(row.after, row.name[2]), { number: true }],
        ['Change', row => row.change === null ? '' : signed(row.change, 1), { number: true, unit: '%' }],
      ], rows));
  }

  /** A part with an address of its own; where the service does not have it, a sentence stands there. */
  async #fill(name, what, make_) {
    const place = this.node.querySelector(`#part-${name}`);
    try {
      const part = await make_();
      if (part && !this.#isClosed) place.replaceChildren(part);
    } catch (failure) {
      if (this.#isClosed) return;
      place.replaceChildren(sentence(failure instanceof Missing ? `This service has no ${what} of this crystal.` : `No ${what}: ${failure.message}`));
    }
  }

  async #hullOf() {
    const { row } = this.#data;
    const elements = [...row.elements].sort();
    if (elements.length < HULL_ELEMENTS[0] || elements.length > HULL_ELEMENTS[1]) return sentence(`A hull is drawn of two to four elements; this crystal has ${elements.length}.`);
    const system = elements.join('-');
    const hull = await json('hull', { system });
    const marked = hull.phases.find(phase => phase.id === row.id) ?? null;
    const open = changes => go(href(['hull'], { system, ...changes }));
    const { node, tools: buttons } = hullPlot(hull, { above: HULL_ABOVE_EV, marked, onpick: phase => open({ mark: phase.id ?? phase.material ?? phase.formula }) });
    const more = make('a', { class: 'button small', href: href(['hull'], { system, mark: marked?.id }) }, 'Open the hull →');
    return card(`Convex hull of ${elements.join('–')}`, { tools: [...buttons, more], className: 'narrow' }, node, marked && told(hull, marked, true));
  }

  async #diffraction() {
    const pattern = await json(`crystals/${idPath(this.#id)}/diffraction`, { radiation: 'CuKa' });
    const { node, tools: buttons } = diffraction(pattern, this.#data.row.formula, this.#name());
    return card('Powder diffraction', { note: 'Simulated for a powder without texture, of the structure as priced. Sticks are peaks; the line has the width of a good laboratory instrument.', tools: buttons }, node);
  }

  async #similar() {
    const { discoveries, known } = await json(`crystals/${idPath(this.#id)}/similar`);
    return make('div', { class: 'grid' },
      card('Nearest known materials', {}, known.length ? table('Nearest known materials', [
        ['Material', phase => make('span', { class: 'mono' }, phase.id)],
        ['Formula', phase => make('span', { class: 'formula' }, formula(phase.formula))],
        ['Space group', phase => make('span', {}, spaceGroup(phase.symbol, phase.spaceGroup))],
        ['Why', phase => phase.why],
        ...(known.some(phase => phase.rmsAngstrom !== null)
          ? [['RMS', phase => fixed(phase.rmsAngstrom, 3), { number: true, unit: 'Å', title: 'Root mean square distance of the atoms where both structures match' }]] : []),
      ], known) : sentence('No known material is near.')),
      card('Similar discoveries', {}, discoveries.length
        ? crystalTable('Similar discoveries', SIMILAR_COLUMNS, discoveries, this.#now)
        : sentence('No other discovery of this run has its chemistry or its prototype.')));
  }

  #provenanceCard({ provenance: origin }) {
    const short = text => text ? make('span', { class: 'mono', title: text }, text.slice(0, 12)) : NONE;
    return card('Provenance', { note: 'What made these numbers. The command draws the crystal again from the weights of its version, prices it again, and says whether both agree.' },
      facts([
        ['Policy version', count(origin.policyVersion)],
        ['Weights, SHA-256', short(origin.weightsSha256)],
        ['Settings, SHA-256', short(origin.settingsSha256)],
        ['Generator and number', `${origin.generator}, ${count(origin.sequence)}`],
        ['Sampled', moment(origin.sampledAt)],
        ['Scored', moment(origin.scoredAt)],
        ['Scorer', origin.scorer],
        ['Potential', origin.potential],
        ['Hull', origin.hullReference],
        ['Code of the generator', origin.codeOfGenerator || NONE],
        ['Code of the scorer', origin.codeOfScorer || NONE],
        origin.substitution && ['Substitution', substituted(origin.substitution)],
      ]),
      command(origin.replay),
      origin.replayWhenStopped && [make('p', { class: 'note' }, 'When the run has stopped:'), command(origin.replayWhenStopped)]);
  }
}
