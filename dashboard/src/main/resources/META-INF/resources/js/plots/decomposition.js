/** What a composition falls apart into on a hull. */

/** Rounding of compositions. */
const OUTSIDE = -1e-6;

/** Solves a square system by elimination; null where it has no single solution. */
export function solve(matrix, right) {
  const rows = matrix.map((row, i) => [...row, right[i]]);
  for (let i = 0; i < rows.length; i++) {
    const pivot = rows.slice(i).reduce((best, row, at) => Math.abs(row[i]) > Math.abs(rows[best][i]) ? i + at : best, i);
    if (Math.abs(rows[pivot][i]) < 1e-9) return null;
    [rows[i], rows[pivot]] = [rows[pivot], rows[i]];
    for (let j = 0; j < rows.length; j++) {
      if (j === i) continue;
      const factor = rows[j][i] / rows[i][i];
      rows[j] = rows[j].map((value, k) => value - factor * rows[i][k]);
    }
  }
  return rows.map((row, i) => row[row.length - 1] / row[i]);
}

/** Atomic fractions of the phases of the facet in which a composition lies: [[phase, fraction]]. */
export function products(hull, fractions) {
  for (const facet of hull.facets) {
    const corners = facet.map(index => hull.phases[index]);
    const shares = solve(hull.elements.map((element, i) => corners.map(corner => corner.fractions[i])), fractions);
    if (shares?.every(share => share >= OUTSIDE)) {
      return corners.map((corner, i) => [corner, shares[i]]).filter(([, share]) => share > 1e-4).sort((a, b) => b[1] - a[1]);
    }
  }
  return [];
}
