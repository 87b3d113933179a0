/** The run as it goes: figures, charts by policy version, the best crystals. */

import { json, Missing } from '../api.js';
import { bars } from '../charts/bars.js';
import { Charts } from '../charts/charts.js';
import { card, choice, field, make, sentence } from '../dom.js';
import { csv, save, tools } from '../export.js';
import { count, duration } from '../format.js';
import { changed, go, href, remember } from '../router.js';
import { crystalTable } from '../rows.js';
import { post, steering, tokenField } from '../steering.js';
import { rewardUnit, showTiles, steps } from './tiles.js';

/** Charts move slowly; what must be seen at once comes with the summary. */
const NEWS_INTERVAL_MS = 5000;
/** Versions behind the newest that late scores may still change. */
const UNSETTLED = 12;
const BEST = 20;
/** How long a second click ends a run. */
const SURE_MS = 6000;
const BEST_COLUMNS = ['formula', 'group', 'occupation', 'hull', 'judge', 'formation', 'phases', 'version', 'found', 'files'];

const NOTHING = { run: null, scored: -1, version: -1, rows: [], versionsPerRow: 1 };

function zoomOf(params) {
  const match = /^(\d+)-(\d+)$/.exec(params.get('zoom') ?? '');
  return match ? [Number(match[1]), Number(match[2])] : null;
}

export class Overview {
  title = 'Overview';
  #summary = null;
  #shown = NOTHING;
  #runs = [];
  #others = [];
  #isFetching = false;
  #charts = null;
  #timer;
  #run = make('p', { class: 'note' });
  #choice = make('div', {});
  #control = make('div', { class: 'run-control' });
  #tiles = make('div', { class: 'tiles live', role: 'group', 'aria-label': 'The run at a glance' });
  #waiting = make('div', {});
  #bar = make('div', { class: 'bar' });
  #chartsNode = make('div', { hidden: true });
  #best = make('div', { class: 'stack' });
  #guards = make('div', {});
  #from = make('input', { type: 'number', min: '0', inputmode: 'numeric', placeholder: 'first' });
  #to = make('input', { type: 'number', min: '0', inputmode: 'numeric', placeholder: 'last' });

  constructor(route) {
    this.node = make('div', {},
      make('div', { class: 'head' }, make('div', { class: 'grow' }, make('h1', { tabindex: '-1' }, 'Overview'), this.#run), this.#choice, this.#control),
      this.#tiles, this.#waiting, this.#chartsNode, this.#best);
    this.#charts = new Charts(zoomOf(route.params), range => this.#zoom(range));
    this.#chartsNode.append(this.#bar, this.#charts.node);
    this.#charts.node.append(this.#guardsCard());
    for (const input of [this.#from, this.#to]) input.addEventListener('change', () => this.#typedZoom());
    this.#showZoom(zoomOf(route.params));
    this.#toolbar(route);
    this.#fetchRuns(route);
    this.#timer = setInterval(() => this.#showNews(), NEWS_INTERVAL_MS);
  }

  close() {
    clearInterval(this.#timer);
    this.#charts.close();
  }

  /** The address changed within the view. */
  async update(route) {
    const zoom = zoomOf(route.params);
    this.#charts.zoom(zoom);
    this.#showZoom(zoom);
    await this.#compare(route);
    this.#toolbar(route);
  }

  summary(summary) {
    const isOther = this.#summary?.run !== summary.run;
    const isFirst = this.#summary?.phase !== 'RUNNING' && summary.phase === 'RUNNING';
    this.#summary = summary;
    const isRunning = summary.phase === 'RUNNING';
    const begun = summary.firstSampledAt && duration(Date.parse(summary.now) - Date.parse(summary.firstSampledAt));
    this.#run.textContent = [summary.run && `Run ${summary.run}`, begun && `first crystal ${begun} ago`].filter(Boolean).join(' · ');
    if (summary.phase === 'RESTORING') {
      this.#waiting.replaceChildren(sentence('The service reads back its statistics; they are here in a moment.'));
    } else {
      showTiles(this.#tiles, summary);
      this.#waiting.replaceChildren(...(isRunning ? [] : [steps(summary)]));
    }
    this.#chartsNode.hidden = !isRunning;
    this.#best.hidden = !isRunning;
    this.#showGuards();
    if (isFirst) this.#showNews();
    if (isOther) this.#showControl();
  }

  #guardsCard() {
    const guards = card('Stopped and rejected', {
      note: 'Crystals that a guard stopped, by guard, and candidates that could not be scored, by reason; of all scored, since the run began.',
      tools: tools({ CSV: () => save(csv(['kind', 'name', 'crystals'], this.#guardRows()), 'nucleate-guards.csv', 'text/csv') }, 'Stopped and rejected'),
    }, this.#guards);
    return guards;
  }

  #guardRows() {
    const rows = (kind, counts) => Object.entries(counts).map(([name, number]) => [kind, name, number]);
    return [...rows('guard', this.#summary?.gates ?? {}), ...rows('rejected', this.#summary?.rejections ?? {})];
  }

  #showGuards() {
    const { gates, rejections, totals } = this.#summary;
    const scored = Math.max(1, totals.scored);
    this.#guards.replaceChildren(...[
      Object.keys(gates).length ? bars(gates, scored) : sentence('No guard has stopped a crystal.'),
      Object.keys(rejections).length > 0 && [make('h3', {}, 'Could not be scored'), bars(rejections, scored)],
      make('p', { class: 'note' }, [
        `Without reward: ${count(totals.abstained)}.`,
        totals.substituted ? `Made by substitution: ${count(totals.substituted)}.` : '',
        `Scored twice, counted once: ${count(totals.duplicates)}. Scored too late to be learned from: ${count(totals.staleDropped)}.`,
      ].filter(Boolean).join(' ')),
    ].filter(Boolean).flat());
  }

  #zoom(range) {
    remember({ zoom: range && range.join('-') });
    this.#charts.zoom(range);
    this.#showZoom(range);
  }

  #typedZoom() {
    const newest = this.#summary?.version ?? 0;
    const from = Number(this.#from.value || 0);
    const to = Number(this.#to.value || newest);
    this.#zoom((this.#from.value || this.#to.value) && to > from ? [from, to] : null);
  }

  #showZoom(range) {
    [this.#from.value, this.#to.value] = range ?? ['', ''];
  }

  #toolbar(route) {
    const compared = (route.params.get('compare') ?? '').split(',').filter(Boolean);
    const others = this.#runs.filter(run => run.run !== this.#summary?.run && !compared.includes(run.run));
    this.#bar.replaceChildren(...[
      make('h2', {}, 'By policy version'),
      ...compared.map(run => make('a', { class: 'button chip', href: changed({ compare: compared.filter(other => other !== run).join(',') }) }, `against ${run} ✕`)),
      others.length > 0 && make('div', { class: 'field run' }, field('Compare with', choice([['', 'another run'], ...others.map(run => [run.run, run.run])], '',
        run => go(changed({ compare: [...compared, run].join(',') }))))),
      field('From version', this.#from),
      field('to version', this.#to),
      make('button', { type: 'button', class: 'button', onclick: () => this.#zoom(null) }, 'All versions'),
    ].filter(Boolean));
  }

  async #fetchRuns(route) {
    try {
      this.#runs = await json('runs');
    } catch (failure) {
      // A service without a list of runs has one run to show, and nothing to compare it with.
      if (!(failure instanceof Missing)) console.warn(failure);
    }
    this.#showRuns(route);
    this.#showControl();
    await this.#compare(route);
    this.#toolbar(route);
  }

  /** What can be done with the run; nothing where runs are not steered. */
  async #showControl() {
    const { on, needsToken } = await steering();
    if (!on) return;
    const run = this.#runs.find(one => one.run === this.#summary?.run);
    const turn = (text, state) => make('button', { type: 'button', class: 'button', onclick: () => this.#turn(run.run, state) }, text);
    this.#control.replaceChildren(...[
      needsToken && tokenField(),
      run?.state === 'RUNNING' && turn('Pause', 'PAUSED'),
      run?.state === 'PAUSED' && turn('Resume', 'RUNNING'),
      (run?.state === 'RUNNING' || run?.state === 'PAUSED') && this.#endButton(run),
      make('a', { class: 'button', href: href(['new'], { like: this.#summary?.run }) }, 'New run'),
    ].filter(Boolean));
  }

  /** Nothing ends by one click: what has ended stays so. */
  #endButton(run) {
    const button = make('button', { type: 'button', class: 'button' }, 'End…');
    button.addEventListener('click', () => {
      if (button.dataset.sure) {
        this.#turn(run.run, 'ENDED');
        return;
      }
      button.dataset.sure = 'true';
      button.textContent = 'End it for good';
      setTimeout(() => {
        delete button.dataset.sure;
        button.textContent = 'End…';
      }, SURE_MS);
    });
    return button;
  }

  async #turn(run, state) {
    try {
      const changed = await post(`runs/${encodeURIComponent(run)}/state`, { state });
      this.#runs = this.#runs.map(one => one.run === run ? { ...one, state: changed.state } : one);
      this.#showControl();
    } catch (failure) {
      this.#control.append(make('span', { class: 'wrong', role: 'alert' }, failure.message));
    }
  }

  #showRuns(route) {
    if (this.#runs.length < 2) return;
    const told = run => [run.run, run.rewardName, run.state?.toLowerCase()].filter(Boolean).join(', ');
    const options = [['', 'the one active last'], ...this.#runs.map(run => [run.run, told(run)])];
    this.#choice.replaceChildren(field('Run', choice(options, route.params.get('run') ?? '', run => go(href([], { run })))));
  }

  async #compare(route) {
    const names = (route.params.get('compare') ?? '').split(',').filter(Boolean);
    if (names.join() === this.#others.map(other => other.run).join()) return;
    const series = await Promise.allSettled(names.map(run => json('versions', { from: 0, run })));
    this.#others = series.flatMap((result, i) => result.status === 'fulfilled' ? [{ run: names[i], rows: result.value.rows }] : []);
    this.#draw();
  }

  #draw() {
    if (!this.#shown.rows.length) return;
    this.#charts.show(this.#shown.rows, this.#shown.versionsPerRow, this.#others, rewardUnit(this.#summary));
  }

  /** Rows that late scores may have changed replace those shown; another run or width is fetched whole. */
  async #fetchRows() {
    const isSame = this.#shown.run === this.#summary.run;
    const settled = isSame ? Math.max(0, this.#shown.version - UNSETTLED * this.#shown.versionsPerRow) : 0;
    let series = await json('versions', { from: settled });
    const isWhole = settled === 0 || series.versionsPerRow !== this.#shown.versionsPerRow;
    if (settled > 0 && isWhole) series = await json('versions', { from: 0 });
    const first = series.rows.length ? series.rows[0].version : settled;
    const kept = isWhole ? [] : this.#shown.rows.filter(row => row.version < first);
    return { rows: [...kept, ...series.rows], versionsPerRow: series.versionsPerRow };
  }

  async #showNews() {
    if (this.#isFetching || this.#summary?.phase !== 'RUNNING') return;
    const { run, version, totals: { scored } } = this.#summary;
    if (this.#shown.run === run && this.#shown.scored === scored && this.#shown.version === version) return;
    this.#isFetching = true;
    try {
      const [series, best] = await Promise.all([this.#fetchRows(), json('best', { n: BEST })]);
      this.#shown = { run, scored, version, ...series };
      this.#draw();
      this.#showBest(best);
    } catch (failure) {
      // The status line tells of a lost connection; the next round tries again.
      console.warn(failure);
    } finally {
      this.#isFetching = false;
    }
  }

  #showBest(rows) {
    // Replacing the rows under a keyboard user's focus would throw it away.
    if (this.#best.contains(document.activeElement)) return;
    this.#best.replaceChildren(card('Best crystals', {
      className: 'live best',
      note: 'Lowest above the hull among those that every guard let pass; each space group and occupation once, whatever the origin. Below zero means below every known phase of the reference: a prediction of the potential, not yet a discovery.',
      tools: [make('a', { class: 'button small', href: href(['discoveries']) }, 'All discoveries →')],
    }, crystalTable('Best crystals', BEST_COLUMNS, rows, Date.parse(this.#summary.now))));
  }
}
