/** The form that starts a run. */

import { json } from '../api.js';
import { card, choice, field, make, sentence, uniqueId } from '../dom.js';
import { count, duration, fixed } from '../format.js';
import { go, href } from '../router.js';
import { post, Refused, steering, tokenField } from '../steering.js';

const CHECK_AFTER_MS = 350;
const REWARDS = 'ehull · fom · force · charge-balanced · novel · target(band-gap, 1.4) · at-least(dielectric, 6) · at-most(density, 5); '
  + 'sums such as ehull + 3*fom, conditions such as fom if density < 5.';
/** Conditions: name, label, example. */
const CONDITIONS = [
  ['formula', 'Formula', 'BaTiO3'],
  ['chemical-system', 'Chemical system, exactly', 'Li-Fe-P-O'],
  ['required-elements', 'With all of', 'O'],
  ['elements', 'Only of', 'Li,Na,O,F'],
  ['without', 'Without', 'Hg,Pb'],
  ['space-groups', 'Space groups', '221,225'],
  ['template', 'Template', '221:a=1,b=2,c=3'],
  ['max-atoms', 'Atoms in the primitive cell, at most', '20'],
];
/** Where a run has no condition of its own, these are left out in any case. */
const USUAL = 'radioactive';

/** The constraints of a run by name, less what is usual. */
function conditionsOf(constraints) {
  const pairs = (constraints ?? '').split(' ').filter(Boolean).map(pair => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]);
  return Object.fromEntries(pairs.filter(([name, value]) => name !== 'without' || value !== USUAL));
}

function textInput(placeholder) {
  return make('input', { type: 'text', placeholder, autocomplete: 'off', spellcheck: 'false' });
}

export class NewRun {
  title = 'New run';
  #params;
  #runs = [];
  #followed = null;
  #timer;
  #checking = null;
  #policy = 'start';
  #problems = new Map();
  #like = make('select', {});
  #reward = textInput('ehull');
  #seed = make('input', { type: 'number', min: '0', inputmode: 'numeric', placeholder: 'random' });
  #conditions = Object.fromEntries(CONDITIONS.map(([name, , example]) => [name, textInput(example)]));
  #estimate = make('p', { class: 'note', role: 'status' });
  #start = make('button', { type: 'submit', class: 'button strong' }, 'Start the run');
  #failure = make('p', { class: 'sentence problem', role: 'alert', hidden: true });

  constructor(route) {
    this.#params = route.params;
    this.node = make('div', { class: 'stack' }, sentence('Asking whether runs can be started here…'));
    this.#open();
  }

  close() {
    clearTimeout(this.#timer);
    this.#checking?.abort();
  }

  summary(summary) {
    this.#followed = summary.run;
  }

  async #open() {
    const [allowed, runs] = await Promise.all([steering(), json('runs').catch(() => [])]);
    this.#runs = runs.filter(run => run.state !== null);
    const head = make('div', { class: 'head' }, make('div', { class: 'grow' }, make('h1', { tabindex: '-1' }, 'New run'),
      make('p', { class: 'note' }, 'The same as another run, but for what is said here.')));
    if (!allowed.on || !this.#runs.length) {
      this.node.replaceChildren(head, sentence(allowed.on
        ? 'There is no run to go by yet. nucleate runs start begins the first one.'
        : `Runs cannot be started here. ${allowed.why}`));
      return;
    }
    this.node.replaceChildren(head, this.#form(allowed));
    this.#fill(this.#params.get('like') ?? this.#followed ?? this.#runs[0].run);
    this.#changed();
  }

  #form(allowed) {
    this.#like.replaceChildren(...this.#runs.map(run => make('option', { value: run.run }, `${run.run}, ${run.rewardName}, ${run.state.toLowerCase()}`)));
    this.#like.addEventListener('change', () => this.#fill(this.#like.value));
    const policy = choice([['start', 'what that run started from'], ['newest', 'what that run has learned']], this.#policy, value => {
      this.#policy = value;
      this.#changed();
    });
    return make('form', { class: 'newrun', onsubmit: event => this.#submit(event), oninput: () => this.#changed() },
      card('Goal', {},
        make('div', { class: 'fields' },
          field('Like the run', this.#like), this.#with('policy', 'Policy to begin with', policy), field('Seed', this.#seed)),
        this.#with('reward', 'Reward', this.#reward, REWARDS)),
      card('Conditions', { note: 'What every crystal must be; what is empty may be anything. Elements without a stable isotope occur only if they are named.' },
        make('div', { class: 'fields' }, CONDITIONS.map(([name, label]) => this.#with(`conditions.${name}`, label, this.#conditions[name]))),
        this.#problem('conditions')),
      card('Start', {}, this.#estimate,
        allowed.needsToken && make('div', { class: 'fields' }, tokenField()),
        make('div', { class: 'actions' }, this.#start), this.#failure));
  }

  /** A field, what there is to know of it, and place for what is wrong with it. */
  #with(name, label, control, hint = '') {
    const problem = this.#problem(name);
    control.setAttribute('aria-describedby', problem.id);
    return make('div', {}, field(label, control), hint && make('p', { class: 'note' }, hint), problem);
  }

  #problem(name) {
    const node = make('p', { class: 'wrong', id: uniqueId('wrong') });
    this.#problems.set(name, node);
    return node;
  }

  /** What the other run asks for, and over it what the address does. */
  #fill(id) {
    const like = this.#runs.find(run => run.run === id) ?? this.#runs[0];
    this.#like.value = like.run;
    this.#reward.value = this.#params.get('reward') ?? like.rewardName ?? '';
    const named = CONDITIONS.some(([name]) => this.#params.get(name));
    const conditions = named ? Object.fromEntries(this.#params) : conditionsOf(like.constraints);
    for (const [name, input] of Object.entries(this.#conditions)) input.value = conditions[name] ?? '';
  }

  #request() {
    const filled = Object.entries(this.#conditions).map(([name, input]) => [name, input.value.trim()]).filter(([, value]) => value);
    return {
      like: this.#like.value,
      policy: this.#policy,
      reward: this.#reward.value.trim(),
      conditions: Object.fromEntries(filled),
      seed: this.#seed.value === '' ? null : Number(this.#seed.value),
    };
  }

  #changed() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#check(), CHECK_AFTER_MS);
  }

  async #check() {
    this.#checking?.abort();
    this.#checking = new AbortController();
    try {
      const answer = await post('runs/check', this.#request(), this.#checking.signal);
      this.#tell(answer.problems);
      this.#failure.hidden = true;
      this.#estimate.textContent = this.#cost(answer);
    } catch (failure) {
      if (failure.name !== 'AbortError') this.#fail(failure);
    }
  }

  /** Problems stand where they are. */
  #tell(problems) {
    for (const node of this.#problems.values()) node.textContent = '';
    for (const { field: name, error } of problems) {
      const node = this.#problems.get(name);
      node.textContent = [node.textContent, error].filter(Boolean).join(' ');
    }
    this.#start.disabled = problems.length > 0;
  }

  #cost({ estimate, constraints }) {
    const { crystalsPerVersion, runs, crystalsPerSecond, secondsPerVersion } = estimate;
    const pace = secondsPerVersion === null
      ? 'Nothing is being scored at present, so there is no pace to go by.'
      : `At the present pace, ${fixed(crystalsPerSecond, 1)} crystals/s for each of ${count(runs)} runs that share the scorers, that takes ${duration(1000 * secondsPerVersion)}; relaxing each crystal to its minimum would cost some fifty times as much.`;
    return `A version of the policy needs ${count(crystalsPerVersion)} crystals. ${pace} Under up, a run more needs some 1.5 GB of memory. Candidates: ${constraints || 'anything'}.`;
  }

  #fail(failure) {
    if (failure instanceof Refused && failure.problems.length) {
      this.#tell(failure.problems);
      return;
    }
    this.#failure.textContent = failure.message;
    this.#failure.hidden = false;
  }

  async #submit(event) {
    event.preventDefault();
    this.#start.disabled = true;
    try {
      const { run } = await post('runs', this.#request());
      go(href([], { run }));
    } catch (failure) {
      this.#start.disabled = false;
      this.#fail(failure);
    }
  }
}
