/**
 * What is shown stands in the address, after the #: a path and parameters, such as
 * `#/discoveries?all=Li,O&sort=-reward`. Links copy, and the browser's back button works.
 */

/** Parameters that stay when one goes from view to view. */
const KEPT = ['run'];

export function current(address = location.hash) {
  const [path, query = ''] = address.replace(/^#/, '').split('?');
  return {
    path: path.split('/').filter(Boolean).map(decodeURIComponent),
    params: new URLSearchParams(query),
  };
}

/** Commas, colons and equals signs stay readable in an address. */
function text(params) {
  return params.toString().replaceAll('%2C', ',').replaceAll('%2F', '/').replaceAll('%3A', ':').replaceAll('%3D', '=');
}

/** The address of a view; parameters that are null or empty are left out. */
export function href(path, params = {}) {
  const kept = KEPT.map(name => [name, current().params.get(name)]);
  const all = new URLSearchParams();
  for (const [name, value] of [...kept, ...Object.entries(params)]) {
    if (value === null || value === undefined || value === '') all.delete(name);
    else all.set(name, value);
  }
  const query = text(all);
  return `#/${path.map(encodeURIComponent).join('/')}${query && `?${query}`}`;
}

/** The address of this view, or another, with some parameters changed. */
export function changed(changes, address = location.hash) {
  const { path, params } = current(address);
  return href(path, { ...Object.fromEntries(params), ...changes });
}

export function go(address) {
  location.hash = address;
}

/** Keeps state in the address without a step for the back button: zoom, turns of a drawing. */
export function remember(changes) {
  history.replaceState(history.state, '', changed(changes));
}

/** The address of a crystal's page, by its id run/generator/sequence. */
export function crystalHref(id) {
  return href(['crystal', ...id.split('/')]);
}
