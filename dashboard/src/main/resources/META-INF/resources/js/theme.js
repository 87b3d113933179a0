/** Light or dark as the system has it, or as the reader chose. */

import { make } from './dom.js';

const KEY = 'nucleate.theme';
const NAMES = { '': 'as the system', light: 'light', dark: 'dark' };
const system = matchMedia('(prefers-color-scheme: dark)');
const listeners = new Set();

/** A browser that keeps nothing for this page forgets the choice, nothing else. */
function stored() {
  try {
    return localStorage.getItem(KEY) ?? '';
  } catch {
    return '';
  }
}

function store(theme) {
  try {
    localStorage.setItem(KEY, theme);
  } catch {
    // The choice holds until the page is left.
  }
}

function apply(theme) {
  document.documentElement.dataset.theme = theme;
  listeners.forEach(listener => listener());
}

export function themeButton() {
  let theme = stored();
  const button = make('button', { type: 'button', class: 'icon-button', id: 'theme' }, '◐');
  const name = () => {
    button.setAttribute('aria-label', `Colours: ${NAMES[theme]}. Change`);
    button.title = `Colours: ${NAMES[theme]}`;
  };
  button.addEventListener('click', () => {
    const themes = Object.keys(NAMES);
    theme = themes[(themes.indexOf(theme) + 1) % themes.length];
    store(theme);
    name();
    apply(theme);
  });
  name();
  apply(theme);
  return button;
}

system.addEventListener('change', () => listeners.forEach(listener => listener()));

/** Tells of changes; returns what ends that. */
export function onTheme(listener) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

const probe = make('span', { hidden: true });

/** A colour of the style sheet as it is now, for what draws on a canvas: `rgb(15, 124, 126)`. */
export function color(name) {
  if (!probe.isConnected) document.body.append(probe);
  probe.style.color = `var(${name})`;
  return getComputedStyle(probe).color;
}

/** The same, see-through. */
export function faded(rgb, opacity) {
  return rgb.replace('rgb(', 'rgba(').replace(')', `, ${opacity})`);
}
