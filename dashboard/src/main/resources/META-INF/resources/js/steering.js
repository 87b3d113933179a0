/** What the page asks the service to do: start, pause, resume and end runs. */

import { json } from './api.js';
import { field, make } from './dom.js';

const TOKEN = 'nucleate-token';
let asked = null;

/** Whether runs can be steered here: { on, needsToken, why }; asked once. */
export function steering() {
  asked ??= json('steering').catch(() => {
    asked = null;
    return { on: false, needsToken: false, why: 'The service does not answer.' };
  });
  return asked;
}

/** The token lives as long as the tab. */
const token = () => sessionStorage.getItem(TOKEN) ?? '';

/** Where the token is typed. */
export function tokenField() {
  const input = make('input', { type: 'password', autocomplete: 'off', oninput: () => sessionStorage.setItem(TOKEN, input.value) });
  input.value = token();
  return field('Token of the dashboard', input);
}

/** The service refuses, with a sentence and perhaps with what is wrong where. */
export class Refused extends Error {
  constructor(message, problems) {
    super(message);
    this.problems = problems;
  }
}

export async function post(path, body, signal = undefined) {
  const headers = { 'Content-Type': 'application/json', Accept: 'application/json' };
  if (token()) headers.Authorization = `Bearer ${token()}`;
  const reply = await fetch(`api/${path}`, { method: 'POST', headers, body: JSON.stringify(body), signal });
  const answer = await reply.json();
  if (!reply.ok) throw new Refused(answer.error, answer.problems ?? []);
  return answer;
}
