/** Neighbours on each side in a smoothed line. */
const NEIGHBOURS = 4;

/** Means of neighbouring rows, weighted by their crystals; null where the row itself has none. */
export function smooth(values, weights) {
  return values.map((value, i) => {
    if (value === null) return null;
    let sum = 0;
    let weight = 0;
    for (let j = Math.max(0, i - NEIGHBOURS); j <= Math.min(values.length - 1, i + NEIGHBOURS); j++) {
      if (values[j] !== null) {
        sum += values[j] * weights[j];
        weight += weights[j];
      }
    }
    return sum / weight;
  });
}
