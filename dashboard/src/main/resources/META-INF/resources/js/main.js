/** The frame of the page: views by the address, and the run's state above them. */

import { make, sentence } from './dom.js';
import { current, href } from './router.js';
import { Stream } from './stream.js';
import { themeButton } from './theme.js';
import { protocolText } from './views/tiles.js';

/** Each is fetched when it is first opened. */
const VIEWS = {
  '': async route => new (await import('./views/overview.js')).Overview(route),
  discoveries: async route => new (await import('./views/discoveries.js')).Discoveries(route),
  crystal: async route => new (await import('./views/crystal.js')).CrystalPage(route),
  hull: async route => new (await import('./views/hull.js')).HullView(route),
  new: async route => new (await import('./views/newrun.js')).NewRun(route),
  health: async route => new (await import('./views/health.js')).Health(route),
};
const LINKS = [['', 'Overview'], ['discoveries', 'Discoveries'], ['hull', 'Hull'], ['health', 'Health']];

const byId = id => document.getElementById(id);
const main = byId('main');
let view = null;
let shownKey = null;
let opening = 0;

function showLinks(name) {
  byId('views').replaceChildren(...LINKS.map(([path, text]) => make('a', {
    href: href(path ? [path] : []), 'aria-current': path === name ? 'page' : null }, text)));
}

function showStatus() {
  const [state, text] = stream.status();
  document.body.dataset.stream = state;
  const status = byId('status');
  if (status.dataset.state === state && status.textContent === text) return;
  status.dataset.state = state;
  status.textContent = text;
}

function showTitle() {
  const version = stream.summary?.version;
  document.title = [view?.title, version ? `version ${version}` : null, 'Nucleate'].filter(Boolean).join(' · ');
}

const stream = new Stream(summary => {
  byId('protocol').textContent = protocolText(summary);
  view?.summary?.(summary);
  showStatus();
  showTitle();
});

function unknown(path) {
  return { title: 'Not found', node: sentence(`There is no view ${path}. Choose one above.`) };
}

/** What must be equal for a view to live on when the address changes. */
function keyOf(route) {
  return JSON.stringify([route.path, route.params.get('run')]);
}

async function show() {
  const route = current();
  const name = route.path[0] ?? '';
  showLinks(name === 'crystal' ? 'discoveries' : name === 'new' ? '' : name);
  const key = keyOf(route);
  if (key === shownKey) {
    view?.update?.(route);
    return;
  }
  const isOtherRun = shownKey !== null && JSON.parse(shownKey)[1] !== route.params.get('run');
  const isFirst = shownKey === null;
  shownKey = key;
  opening += 1;
  const turn = opening;
  if (isOtherRun) stream.open();
  const made = VIEWS[name] ? await VIEWS[name](route) : unknown(name);
  // The reader may have gone on while the view was fetched.
  if (turn !== opening) {
    made.close?.();
    return;
  }
  view?.close?.();
  view = made;
  main.replaceChildren(made.node);
  if (stream.summary) made.summary?.(stream.summary);
  showTitle();
  if (!isFirst) {
    window.scrollTo(0, 0);
    (made.node.querySelector('h1') ?? main).focus({ preventScroll: true });
  }
}

document.querySelector('.skip').addEventListener('click', event => {
  event.preventDefault();
  main.focus();
});
byId('colours').append(themeButton());
addEventListener('hashchange', show);
setInterval(showStatus, 1000);
show();
