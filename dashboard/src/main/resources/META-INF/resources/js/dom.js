/** Small helpers that make elements; nothing here knows what is shown. */

const SVG = 'http://www.w3.org/2000/svg';

/** An element with a class, attributes and listeners: `make('a', { class: 'link', href, onclick }, 'text')`. */
export function make(tag, properties = {}, ...children) {
  return filled(document.createElement(tag), properties, children);
}

/** The same within a drawing. */
export function svg(tag, properties = {}, ...children) {
  return filled(document.createElementNS(SVG, tag), properties, children);
}

function filled(node, properties, children) {
  for (const [name, value] of Object.entries(properties)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith('on')) node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value === true ? '' : value);
  }
  node.append(...children.flat(Infinity).filter(child => child !== null && child !== undefined && child !== false));
  return node;
}

let made = 0;

/** A name that no other element has. */
export function uniqueId(prefix) {
  made += 1;
  return `${prefix}-${made}`;
}

/** A labelled control; the label stands above it. */
export function field(label, control, unit = '') {
  if (!control.id) control.id = uniqueId('field');
  return make('div', { class: 'field' },
    make('label', { for: control.id }, label, unit && make('small', {}, ` ${unit}`)), control);
}

export function choice(options, value, onchange, properties = {}) {
  const select = make('select', { ...properties, onchange: event => onchange(event.target.value) },
    options.map(([key, text]) => make('option', { value: key }, text)));
  select.value = value;
  return select;
}

/** Buttons of which one is pressed. */
export function segments(label, options, value, onchange) {
  const group = make('div', { class: 'segments', role: 'group', 'aria-label': label });
  const show = chosen => group.replaceChildren(...options.map(([key, text]) => make('button',
    { type: 'button', 'aria-pressed': String(key === chosen), onclick: () => pick(key) }, text)));
  const pick = key => {
    const at = options.findIndex(([other]) => other === key);
    show(key);
    group.children[at].focus();
    onchange(key);
  };
  show(value);
  return group;
}

/** A button that is on or off. */
export function toggle(text, isOn, onchange) {
  const button = make('button', { type: 'button', class: 'toggle', 'aria-pressed': String(isOn) }, text);
  button.addEventListener('click', () => {
    const next = button.getAttribute('aria-pressed') !== 'true';
    button.setAttribute('aria-pressed', String(next));
    onchange(next);
  });
  return button;
}

/** A card with a heading; `tools` stand at its right. */
export function card(title, { note = '', tools = [], className = '', level = 'h2' } = {}, ...children) {
  const id = uniqueId('title');
  return make('section', { class: `card ${className}`, 'aria-labelledby': id },
    make('header', { class: 'card-head' },
      make('div', {}, make(level, { id }, title), note && make('p', { class: 'note' }, note)),
      tools.length > 0 && make('div', { class: 'tools' }, tools)),
    children);
}

/** What is said in place of a part that cannot be shown. */
export function sentence(text) {
  return make('p', { class: 'sentence' }, text);
}

/** A table; columns are `[heading, cell of a row, { number, unit, title }]`. */
export function table(label, columns, rows) {
  return make('div', { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': `${label}, table` },
    make('table', {},
      make('thead', {}, make('tr', {}, columns.map(([heading, , options = {}]) => make('th',
        { scope: 'col', class: options.number ? 'number' : '', title: options.title ?? null },
        heading, options.unit && make('small', {}, ` ${options.unit}`))))),
      make('tbody', {}, rows.map((row, i) => make('tr', {}, columns.map(([, cell, options = {}]) => make('td',
        { class: options.number ? 'number' : '' }, cell(row, i))))))));
}

/** Terms and what they are. */
export function facts(pairs) {
  return make('dl', { class: 'facts' }, pairs.filter(Boolean).map(([term, value, unit]) => make('div', {},
    make('dt', {}, term), make('dd', {}, value, unit && make('small', {}, ` ${unit}`)))));
}

/** A button that copies a text, and says so. */
export function copyButton(text, label = 'Copy') {
  const button = make('button', { type: 'button', class: 'button small' }, label);
  button.addEventListener('click', async () => {
    try {
      await navigator.clipboard.writeText(text());
      button.textContent = 'Copied';
    } catch {
      // Without the permission the reader selects the text and copies it by hand.
      button.textContent = 'Copying is not allowed here';
    }
    setTimeout(() => { button.textContent = label; }, 2000);
  });
  return button;
}
