/** Energies above hull on the page: equal steps in asinh, as the service folds them. */

/** Bins of the service are of equal width in asinh(E / LINEAR_EV). */
const LINEAR_EV = 0.05;
const BIN_WIDTH = 0.1;
/** Drawn together, so that a hundred crystals fill a column without holes. */
const BINS_PER_CELL = 3;
const TICKS_EV = [-2, -0.5, -0.1, 0, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50];

export const binOf = ev => Math.asinh(ev / LINEAR_EV) / BIN_WIDTH;
export const evOf = bin => LINEAR_EV * Math.sinh(bin * BIN_WIDTH);

export function hullTicks(min, max) {
  return TICKS_EV.map(binOf).filter(bin => bin >= min && bin <= max);
}

export function hullRange(rows) {
  const bins = rows.flatMap(row => Object.keys(row.hull.counts).map(Number));
  const low = Math.min(binOf(-0.05), ...bins);
  const high = Math.max(binOf(1), ...bins.map(bin => bin + 1));
  return [Math.max(low, binOf(-2)), Math.min(high, binOf(20))];
}

/** Cells of a row, as share of its crystals. */
function cellsOf(row) {
  const cells = new Map();
  for (const [bin, crystals] of Object.entries(row.hull.counts)) {
    const cell = Math.floor(Number(bin) / BINS_PER_CELL);
    cells.set(cell, (cells.get(cell) ?? 0) + crystals / row.crystals);
  }
  return cells;
}

/** Columns of cells, one for each row, darker where more of its crystals are. */
export function drawHeat(plot, rows, versionsPerRow, fill) {
  const { ctx } = plot;
  const columns = rows.map(row => [row.version, cellsOf(row)]);
  const shares = columns.flatMap(([, cells]) => [...cells.values()]).sort((a, b) => a - b);
  // The darkest hundredth saturates: one crowded cell would pale all others.
  const full = shares[Math.floor(0.99 * shares.length)];
  ctx.save();
  ctx.beginPath();
  ctx.rect(plot.bbox.left, plot.bbox.top, plot.bbox.width, plot.bbox.height);
  ctx.clip();
  ctx.fillStyle = fill;
  for (const [version, cells] of columns) {
    const left = Math.round(plot.valToPos(version - versionsPerRow / 2, 'x', true));
    const right = Math.round(plot.valToPos(version + versionsPerRow / 2, 'x', true));
    for (const [cell, share] of cells) {
      const bottom = Math.round(plot.valToPos(cell * BINS_PER_CELL, 'y', true));
      const top = Math.round(plot.valToPos((cell + 1) * BINS_PER_CELL, 'y', true));
      ctx.globalAlpha = Math.min(0.9, 0.9 * share / full);
      ctx.fillRect(left, top, Math.max(1, right - left), bottom - top);
    }
  }
  ctx.restore();
}

/** Where a metastable crystal may begin. */
export function drawTenth(plot, stroke) {
  const { ctx } = plot;
  const y = Math.round(plot.valToPos(binOf(0.1), 'y', true));
  ctx.save();
  ctx.strokeStyle = stroke;
  ctx.setLineDash([5, 4]);
  ctx.beginPath();
  ctx.moveTo(plot.bbox.left, y);
  ctx.lineTo(plot.bbox.left + plot.bbox.width, y);
  ctx.stroke();
  ctx.restore();
}
