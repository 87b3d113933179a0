/** Follows the run: a summary every second by server-sent events, versions and best crystals when there is news. */

import { Charts } from './charts.js';
import { showBest } from './table.js';
import { rewardUnit, showProtocol, showTiles } from './tiles.js';
import { count, duration } from './format.js';

/** Silence after which the stream counts as lost. */
const SILENCE_MS = 5000;
/** After so long without a score a run is quiet. */
const QUIET_MS = 60000;
const NEWS_INTERVAL_MS = 2000;
/** Versions behind the newest that late scores may still change. */
const UNSETTLED = 12;

const byId = id => document.getElementById(id);
const charts = new Charts();
let summary = null;
let heardAt = 0;
let isFetching = false;
let shown = { run: null, scored: -1, version: -1, rows: [], versionsPerRow: 1 };

async function json(path) {
  const reply = await fetch(path);
  if (!reply.ok) throw new Error(`${path}: ${reply.status}`);
  return reply.json();
}

function setStatus(state, text) {
  const status = byId('status');
  document.body.dataset.stream = state;
  if (status.dataset.state === state && status.textContent === text) return;
  status.dataset.state = state;
  status.textContent = text;
}

function showStatus() {
  if (performance.now() - heardAt > SILENCE_MS) {
    setStatus('lost', heardAt ? 'connection lost, trying again' : 'no connection, trying again');
    return;
  }
  const now = Date.parse(summary.now);
  const silence = summary.lastScoredAt ? now - Date.parse(summary.lastScoredAt) : 0;
  if (summary.phase === 'RESTORING') setStatus('restoring', 'reading back its statistics');
  else if (summary.phase === 'WAITING') setStatus('waiting', 'waiting for the first scores');
  else if (silence > QUIET_MS) setStatus('quiet', `quiet: last score ${duration(silence)} ago`);
  else setStatus('live', 'live');
}

function showSummary() {
  const isRunning = summary.phase === 'RUNNING';
  const now = Date.parse(summary.now);
  byId('run').textContent = summary.run ? `run ${summary.run}` : '';
  byId('age').textContent = summary.firstSampledAt ? `first crystal ${duration(now - Date.parse(summary.firstSampledAt))} ago` : '';
  document.title = isRunning ? `${summary.version} · Nucleate` : 'Nucleate';
  byId('reward-unit').textContent = rewardUnit(summary);
  if (summary.phase !== 'RESTORING') {
    showTiles(byId('tiles'), summary);
    showProtocol(summary);
  }
  byId('waiting').hidden = isRunning;
  byId('waiting').textContent = summary.phase === 'RESTORING'
    ? 'Reading back the statistics.'
    : summary.totals.sampled
      ? `Waiting for the first scores. ${count(summary.totals.sampled)} candidates have been sampled.`
      : 'Waiting for the first scores. Nothing has been sampled yet.';
  for (const id of ['charts', 'best']) byId(id).hidden = !isRunning;
}

/** Rows that late scores may have changed replace those shown; a run of another width or name is fetched whole. */
async function fetchRows() {
  const isSame = shown.run === summary.run;
  const settled = isSame ? Math.max(0, shown.version - UNSETTLED * shown.versionsPerRow) : 0;
  let series = await json(`api/versions?from=${settled}`);
  const isWhole = settled === 0 || series.versionsPerRow !== shown.versionsPerRow;
  if (settled > 0 && isWhole) series = await json('api/versions?from=0');
  const first = series.rows.length ? series.rows[0].version : settled;
  const kept = isWhole ? [] : shown.rows.filter(row => row.version < first);
  return { rows: [...kept, ...series.rows], versionsPerRow: series.versionsPerRow };
}

async function showNews() {
  if (isFetching || !summary || summary.phase !== 'RUNNING') return;
  const { run, version } = summary;
  const scored = summary.totals.scored;
  if (shown.run === run && shown.scored === scored && shown.version === version) return;
  isFetching = true;
  try {
    const [series, best] = await Promise.all([fetchRows(), json('api/best?n=20')]);
    shown = { run, scored, version, ...series };
    charts.show(series.rows, series.versionsPerRow);
    showBest(byId('rows'), best, Date.parse(summary.now));
  } catch (failure) {
    // The status line tells of a lost connection; the next round tries again.
    console.warn(failure);
  } finally {
    isFetching = false;
  }
}

function listen() {
  const events = new EventSource('api/events');
  events.onmessage = event => {
    const isFirst = summary === null || summary.phase !== 'RUNNING';
    summary = JSON.parse(event.data);
    heardAt = performance.now();
    showSummary();
    showStatus();
    if (isFirst) showNews();
  };
  // A browser gives up on a stream that answered with an error; only a new one tries again.
  events.onerror = () => {
    if (events.readyState === EventSource.CLOSED) setTimeout(listen, NEWS_INTERVAL_MS);
  };
}

listen();
setInterval(showStatus, 1000);
setInterval(showNews, NEWS_INTERVAL_MS);
