/** The service's JSON. */

import { current } from './router.js';

/** The service has no such part, or no such thing. */
export class Missing extends Error {}

/** Paths that name a run themselves, or are of no run. */
const OF_NO_RUN = /^(crystals|structures|runs|health|steering)\b/;

/** Of the run in the address, or of the one that the service follows. */
export function address(path, params = {}) {
  const all = new URLSearchParams();
  const run = current().params.get('run');
  if (run && !OF_NO_RUN.test(path)) all.set('run', run);
  for (const [name, value] of Object.entries(params)) {
    if (value !== null && value !== undefined && value !== '') all.set(name, value);
  }
  const query = all.toString();
  return `api/${path}${query && `?${query}`}`;
}

/** The sentence that comes with an error, where there is one. */
async function reason(reply) {
  try {
    return (await reply.json()).error;
  } catch {
    return null;
  }
}

export async function json(path, params = {}, signal = undefined) {
  const reply = await fetch(address(path, params), { signal, headers: { Accept: 'application/json' } });
  if (reply.ok) return reply.json();
  const sentence = await reason(reply);
  if (reply.status === 404) throw new Missing(sentence ?? 'This service does not have it.');
  throw new Error(sentence ?? `The service answered with status ${reply.status}.`);
}

/** The path of a crystal's id, each part encoded. */
export function idPath(id) {
  return id.split('/').map(encodeURIComponent).join('/');
}
