/** Follows the run: a summary twice a second, by server-sent events. */

import { address } from './api.js';
import { duration } from './format.js';

/** Silence after which the stream counts as lost. */
const SILENCE_MS = 5000;
/** After so long without a score a run is quiet. */
const QUIET_MS = 60000;
const RETRY_MS = 2000;

export class Stream {
  #events = null;
  #heardAt = 0;
  #openedAt = performance.now();
  #onSummary;
  summary = null;

  constructor(onSummary) {
    this.#onSummary = onSummary;
    this.open();
  }

  /** Also after the address names another run. */
  open() {
    this.#events?.close();
    this.summary = null;
    const events = new EventSource(address('events'));
    this.#events = events;
    events.onmessage = event => {
      this.summary = JSON.parse(event.data);
      this.#heardAt = performance.now();
      this.#onSummary(this.summary);
    };
    // A browser gives up on a stream that answered with an error; only a new one tries again.
    events.onerror = () => {
      if (events.readyState === EventSource.CLOSED) {
        setTimeout(() => { if (this.#events === events) this.open(); }, RETRY_MS);
      }
    };
  }

  /** State of the stream and of the run in one word, and a sentence. */
  status() {
    const now = performance.now();
    if (!this.#heardAt && now - this.#openedAt < SILENCE_MS) return ['connecting', 'connecting'];
    if (now - this.#heardAt > SILENCE_MS) {
      return ['lost', this.#heardAt ? 'connection lost, trying again' : 'no connection, trying again'];
    }
    if (!this.summary) return ['connecting', 'connecting'];
    const { phase, lastScoredAt } = this.summary;
    const silence = lastScoredAt ? Date.parse(this.summary.now) - Date.parse(lastScoredAt) : 0;
    if (phase === 'RESTORING') return ['restoring', 'reading back its statistics'];
    if (phase === 'WAITING') return ['waiting', 'waiting for the first scores'];
    if (silence > QUIET_MS) return ['quiet', `quiet: last score ${duration(silence)} ago`];
    return ['live', 'live'];
  }
}
