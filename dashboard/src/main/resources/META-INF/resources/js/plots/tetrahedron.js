/** The hull of four elements in its tetrahedron of compositions, which one can turn. */

import { add, times } from '../crystal/atoms.js';
import { svg } from '../dom.js';
import { formulaText } from './axes.js';
import { products } from './decomposition.js';
import { point } from './phases.js';

const SIZE = 600;
const REACH = 232;
/** How much nearer things are larger. */
const DEPTH = 0.22;
const TURN = 0.45;
const ELEVATION_MAX_DEGREES = 85;
const CORNERS = [[0, 0, 1], [Math.sqrt(8 / 9), 0, -1 / 3], [-Math.sqrt(2 / 9), Math.sqrt(2 / 3), -1 / 3], [-Math.sqrt(2 / 9), -Math.sqrt(2 / 3), -1 / 3]];

const inside = fractions => CORNERS.reduce((sum, corner, i) => add(sum, times(corner, fractions[i])), [0, 0, 0]);

/** Screen position and nearness of a point in the tetrahedron, turned by azimuth and elevation. */
function projection([azimuth, elevation]) {
  const [a, e] = [azimuth, elevation].map(degrees => degrees * Math.PI / 180);
  return fractions => {
    const [x, y, z] = inside(fractions);
    const right = Math.cos(a) * x + Math.sin(a) * y;
    const away = -Math.sin(a) * x + Math.cos(a) * y;
    const up = Math.cos(e) * z + Math.sin(e) * away;
    const near = Math.sin(e) * z - Math.cos(e) * away;
    const size = 1 + DEPTH * near;
    return { x: SIZE / 2 + REACH * size * right, y: SIZE / 2 + 18 - REACH * size * up, size, near };
  };
}

const line = (name, from, to, opacity = null) => svg('line', { class: name, x1: from.x, y1: from.y, x2: to.x, y2: to.y, 'stroke-opacity': opacity });

function edgesOf(hull) {
  const edges = new Map();
  for (const facet of hull.facets) {
    facet.forEach((from, i) => facet.slice(i + 1).forEach(to => edges.set([from, to].sort((a, b) => a - b).join(), [from, to])));
  }
  return [...edges.values()].map(pair => pair.map(index => hull.phases[index]));
}

/** @param turn { angles, onturn(angles, isDone) } */
export function tetrahedron(hull, { shown, marked, onpick, describe, turn }) {
  const node = svg('svg', { class: 'drawing turns', viewBox: `0 0 ${SIZE} ${SIZE}`, role: 'img', tabindex: '0', 'aria-label': `${describe} Arrow keys turn it.` });
  const edges = edgesOf(hull);
  let angles = turn.angles;
  const draw = () => node.replaceChildren(...parts(hull, edges, shown, marked, onpick, projection(angles)));
  const set = (azimuth, elevation, isDone) => {
    angles = [((azimuth % 360) + 360) % 360, Math.max(-ELEVATION_MAX_DEGREES, Math.min(ELEVATION_MAX_DEGREES, elevation))];
    draw();
    if (isDone) turn.onturn(angles.map(Math.round));
  };
  listen(node, () => angles, set);
  draw();
  return node;
}

function parts(hull, edges, shown, marked, onpick, project) {
  const corner = i => [0, 1, 2, 3].map(other => other === i ? 1 : 0);
  const frame = [[0, 1], [0, 2], [0, 3], [1, 2], [1, 3], [2, 3]].map(pair => line('axis-line', ...pair.map(i => project(corner(i)))));
  const ties = edges.map(pair => pair.map(phase => project(phase.fractions)))
    .map(([from, to]) => line('hull-line', from, to, 0.3 + 0.25 * (from.near + to.near)));
  const leaders = marked && !marked.isVertex
    ? products(hull, marked.fractions).map(([phase]) => line('leader', project(marked.fractions), project(phase.fractions))) : [];
  const points = shown.map(phase => [phase, project(phase.fractions)]).sort((a, b) => a[1].near - b[1].near)
    .map(([phase, at]) => point(phase, at.x, at.y, { size: 4.6 * at.size, isMarked: phase === marked, onpick }));
  const isCorner = phase => phase.fractions.some(fraction => fraction > 0.999);
  const names = shown.filter(phase => (phase.isVertex && !isCorner(phase)) || phase === marked).map(phase => {
    const at = project(phase.fractions);
    return formulaText(phase.formula, { x: at.x + 8, y: at.y - 7, 'fill-opacity': Math.min(1, 0.7 + 0.3 * at.near), 'font-size': 11.5 });
  });
  const elements = hull.elements.map((element, i) => {
    const at = project(corner(i));
    const away = 24;
    const angle = Math.atan2(at.y - SIZE / 2, at.x - SIZE / 2);
    return svg('text', { x: at.x + away * Math.cos(angle), y: at.y + away * Math.sin(angle) + 5, 'text-anchor': 'middle', 'font-size': 16, 'font-weight': 600 }, element);
  });
  return [...frame, ...ties, ...leaders, ...points, ...names, ...elements];
}

function listen(node, angles, set) {
  let last = null;
  node.addEventListener('pointerdown', event => { last = [event.clientX, event.clientY]; });
  node.addEventListener('pointermove', event => {
    if (!last || event.buttons === 0) return;
    const [dx, dy] = [event.clientX - last[0], event.clientY - last[1]];
    last = [event.clientX, event.clientY];
    set(angles()[0] - TURN * dx, angles()[1] + TURN * dy, false);
  });
  for (const name of ['pointerup', 'pointerleave']) {
    node.addEventListener(name, () => {
      if (last) set(...angles(), true);
      last = null;
    });
  }
  node.addEventListener('keydown', event => {
    const step = { ArrowLeft: [6, 0], ArrowRight: [-6, 0], ArrowUp: [0, -6], ArrowDown: [0, 6] }[event.key];
    if (!step) return;
    event.preventDefault();
    set(...add(angles(), step), true);
  });
}
