/** Whether the services live, what waits, what could not be read or scored. */

import { json, Missing } from '../api.js';
import { card, facts, make, sentence, table } from '../dom.js';
import { bytes, count, duration, moment } from '../format.js';

const INTERVAL_MS = 5000;

function disk({ storedBytes, diskBudgetBytes }) {
  if (storedBytes === null) return 'not known';
  const budget = diskBudgetBytes ? `; the run may take ${bytes(diskBudgetBytes)}, and drops what is oldest before` : '';
  return `${bytes(storedBytes)} in Kafka's topics${budget}`;
}

export class Health {
  title = 'Health';
  #now = null;
  #timer;
  #parts = make('div', { class: 'stack' }, sentence('Asking the services…'));

  constructor() {
    this.node = make('div', {}, make('div', { class: 'head' }, make('h1', { tabindex: '-1' }, 'Health')), this.#parts);
    this.#show();
    this.#timer = setInterval(() => this.#show(), INTERVAL_MS);
  }

  close() {
    clearInterval(this.#timer);
  }

  update() {}

  summary(summary) {
    this.#now = Date.parse(summary.now);
  }

  async #show() {
    try {
      this.#tell(await json('health'));
    } catch (failure) {
      const text = failure instanceof Missing
        ? 'This service does not tell of the health of others; /q/health tells of its own.'
        : `The service does not answer: ${failure.message}`;
      this.#parts.replaceChildren(sentence(text));
      if (failure instanceof Missing) clearInterval(this.#timer);
    }
  }

  #tell(health) {
    // Replacing what the reader is in would throw the focus away.
    if (this.#parts.contains(document.activeElement)) return;
    const now = this.#now ?? Date.now();
    const ago = iso => iso ? `${duration(now - Date.parse(iso))} ago` : 'never';
    this.#parts.replaceChildren(
      card('At a glance', {}, facts([
        ['Kafka', make('span', { class: health.kafka === 'up' ? 'alive' : 'dead' }, health.kafka)],
        ['Records that wait to be shown', count(health.lag)],
        ['Disk', disk(health)],
        ['Stall', health.stallReason ?? 'none'],
      ])),
      card('Services', {}, health.services.length ? table('Services', [
        ['Service', service => service.name],
        ['State', service => make('span', { class: service.alive ? 'alive' : 'dead' }, service.alive ? 'alive' : 'not heard of')],
        ['Last heard', service => make('span', { title: moment(service.lastHeardAt) }, ago(service.lastHeardAt)), { number: true }],
        ['Detail', service => service.detail ?? ''],
      ], health.services) : sentence('No service has been heard of yet.')),
      card('Rejected records', { note: 'The newest fifty that could not be read or scored. They count as failures and are learned from by nobody.' }, health.rejected.length ? table('Rejected records', [
        ['When', record => make('span', { title: moment(record.at) }, ago(record.at)), { number: true }],
        ['Reason', record => record.reason],
        ['Detail', record => make('span', { class: 'detail' }, record.detail ?? '')],
        ['Source', record => make('span', { class: 'mono' }, record.source ?? '')],
        ['Candidate', record => record.candidateId ? make('details', {}, make('summary', { class: 'mono' }, record.candidateId), make('p', { class: 'record' }, record.record)) : ''],
      ], health.rejected) : sentence('Nothing has been rejected.')));
  }
}
