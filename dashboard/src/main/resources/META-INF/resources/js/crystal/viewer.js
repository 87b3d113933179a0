/** Draws a crystal in three dimensions with three.js; is fetched by a crystal's page alone. */

import * as THREE from '../../webjars/three/0.181.1/build/three.module.min.js';
import { make } from '../dom.js';
import { colorOf, radiusOf } from '../elements.js';
import { saveBlob } from '../export.js';
import { color, onTheme } from '../theme.js';
import { add, cross, dot, facesOf, length, minus, sceneOf, times, unit } from './atoms.js';

const FIELD_OF_VIEW_DEGREES = 18;
const BOND_RADIUS_ANGSTROM = 0.1;
/** How far beyond its end an axis has its name. */
const LABEL_ANGSTROM = 1.2;
/** Turn per pixel and per key. */
const TURN = 0.008;
const KEY_TURN = 0.12;
const ZOOM = [0.35, 4];
/** Pixels that a pointer may move in a click. */
const CLICK_MAX = 5;
const PNG_SCALE = 2;
/** Seen a little from above and from the side, as textbooks do. */
const TILT = [0.22, -0.42];

const vector = array => new THREE.Vector3(...array);
const ballRadius = element => 0.24 + 0.22 * radiusOf(element);

export class Viewer {
  #renderer = new THREE.WebGLRenderer({ antialias: true, alpha: true });
  #camera = new THREE.PerspectiveCamera(FIELD_OF_VIEW_DEGREES, 1, 0.1, 5000);
  #scene = new THREE.Scene();
  #group = new THREE.Group();
  #labels = ['a', 'b', 'c'].map(name => make('span', { class: 'axis', 'aria-hidden': 'true' }, name));
  #drawn = null;
  #balls = null;
  #zoom = 1;
  #reach = 1;
  #pointers = new Map();
  #moved = 0;
  #closing = [];
  #pending = false;
  #onpick;

  /**
   * @param onpick is told of an atom that was clicked: { element, frac }
   * @throws Error where the browser cannot draw in three dimensions
   */
  constructor(label, onpick) {
    this.#onpick = onpick;
    const canvas = this.#renderer.domElement;
    canvas.tabIndex = 0;
    canvas.setAttribute('role', 'img');
    canvas.setAttribute('aria-label', `${label}. Arrow keys turn it, plus and minus zoom.`);
    this.node = make('div', { class: 'viewer' }, canvas, this.#labels);
    const sun = new THREE.DirectionalLight(0xffffff, 2.1);
    sun.position.set(0.5, 0.9, 1);
    this.#scene.add(this.#group, new THREE.HemisphereLight(0xffffff, 0x8d99a5, 1.5), sun);
    this.#listen(canvas);
    const observer = new ResizeObserver(() => this.#fit());
    observer.observe(this.node);
    this.#closing.push(() => observer.disconnect(), onTheme(() => this.#rebuild()));
  }

  close() {
    this.#closing.forEach(close => close());
    this.#empty();
    this.#renderer.dispose();
    this.#renderer.forceContextLoss();
  }

  /** @param line a structure line */
  show(line, { repeats = [1, 1, 1], hasBonds = true, hasPolyhedra = false }) {
    const isFirst = this.#drawn === null;
    this.#drawn = { ...sceneOf(line, repeats, hasPolyhedra), hasBonds };
    this.#rebuild();
    if (isFirst) this.reset();
  }

  reset() {
    this.#zoom = 1;
    this.along(0);
    this.#turn(...TILT);
  }

  /** Looks along an axis of the cell, with c upwards, or b along c. */
  along(axis) {
    const { cell } = this.#drawn;
    const towards = unit(cell[axis]);
    const other = cell[axis === 2 ? 1 : 2];
    const up = unit(minus(other, times(towards, dot(other, towards))));
    const right = cross(up, towards);
    const matrix = new THREE.Matrix4().makeBasis(vector(right), vector(up), vector(towards));
    this.#group.quaternion.setFromRotationMatrix(matrix).invert();
    this.#draw();
  }

  zoomBy(factor) {
    this.#zoom = Math.min(ZOOM[1], Math.max(ZOOM[0], this.#zoom * factor));
    this.#draw();
  }

  savePng(name) {
    const ratio = this.#renderer.getPixelRatio();
    this.#renderer.setPixelRatio(PNG_SCALE * ratio);
    this.#render();
    this.#renderer.domElement.toBlob(blob => saveBlob(blob, `${name}.png`));
    this.#renderer.setPixelRatio(ratio);
    this.#draw();
  }

  #empty() {
    this.#group.traverse(node => {
      node.geometry?.dispose();
      node.material?.dispose();
    });
    this.#group.clear();
  }

  #rebuild() {
    if (!this.#drawn) return;
    this.#empty();
    const { atoms, cell, repeats } = this.#drawn;
    const centre = times(add(add(times(cell[0], repeats[0]), times(cell[1], repeats[1])), times(cell[2], repeats[2])), 0.5);
    const inner = new THREE.Group();
    inner.position.copy(vector(centre)).negate();
    this.#group.add(inner);
    this.#balls = this.#ballsOf(atoms);
    inner.add(this.#balls, this.#edges());
    if (this.#drawn.hasBonds) inner.add(this.#sticks());
    this.#drawn.polyhedra.forEach(polyhedron => inner.add(this.#polyhedron(polyhedron)));
    const corners = [0, 1].flatMap(x => [0, 1].flatMap(y => [0, 1].map(z => this.#corner(x, y, z))));
    this.#reach = Math.max(...[...corners, ...atoms.map(atom => atom.position)].map(position => length(minus(position, centre)))) + 0.6;
    this.#centre = centre;
    this.#fit();
  }

  #centre = [0, 0, 0];

  #corner(x, y, z) {
    const { cell, repeats } = this.#drawn;
    return add(add(times(cell[0], x * repeats[0]), times(cell[1], y * repeats[1])), times(cell[2], z * repeats[2]));
  }

  #material(options = {}) {
    return new THREE.MeshStandardMaterial({ roughness: 0.42, metalness: 0.05, ...options });
  }

  #ballsOf(atoms) {
    const mesh = new THREE.InstancedMesh(new THREE.SphereGeometry(1, 40, 24), this.#material(), atoms.length);
    const matrix = new THREE.Matrix4();
    atoms.forEach((atom, i) => {
      const radius = ballRadius(atom.element);
      matrix.compose(vector(atom.position), new THREE.Quaternion(), new THREE.Vector3(radius, radius, radius));
      mesh.setMatrixAt(i, matrix);
      mesh.setColorAt(i, new THREE.Color(colorOf(atom.element)));
    });
    return mesh;
  }

  /** Half of each bond in the colour of its atom. */
  #sticks() {
    const { atoms, bonds } = this.#drawn;
    const mesh = new THREE.InstancedMesh(new THREE.CylinderGeometry(1, 1, 1, 14, 1, true), this.#material(), 2 * bonds.length);
    const matrix = new THREE.Matrix4();
    const upwards = new THREE.Vector3(0, 1, 0);
    bonds.flatMap(({ from, to }) => [[from, to], [to, from]]).forEach(([from, to], i) => {
      const [start, end] = [atoms[from].position, atoms[to].position];
      const half = times(minus(end, start), 0.5);
      const turn = new THREE.Quaternion().setFromUnitVectors(upwards, vector(unit(half)));
      matrix.compose(vector(add(start, times(half, 0.5))), turn, new THREE.Vector3(BOND_RADIUS_ANGSTROM, length(half), BOND_RADIUS_ANGSTROM));
      mesh.setMatrixAt(i, matrix);
      mesh.setColorAt(i, new THREE.Color(colorOf(atoms[from].element)));
    });
    return mesh;
  }

  #edges() {
    const { repeats } = this.#drawn;
    const points = [];
    const push = (from, to) => points.push(vector(this.#cornerOfCells(from)), vector(this.#cornerOfCells(to)));
    // Lines through all cells of a supercell.
    for (let axis = 0; axis < 3; axis++) {
      const [u, v] = [(axis + 1) % 3, (axis + 2) % 3];
      for (let i = 0; i <= repeats[u]; i++) for (let j = 0; j <= repeats[v]; j++) {
        const from = [0, 0, 0];
        from[u] = i;
        from[v] = j;
        const to = [...from];
        to[axis] = repeats[axis];
        push(from, to);
      }
    }
    return new THREE.LineSegments(new THREE.BufferGeometry().setFromPoints(points), new THREE.LineBasicMaterial({ color: color('--edge') }));
  }

  #cornerOfCells(at) {
    const { cell } = this.#drawn;
    return add(add(times(cell[0], at[0]), times(cell[1], at[1])), times(cell[2], at[2]));
  }

  #polyhedron({ element, corners }) {
    const positions = facesOf(corners).flat().flatMap(i => corners[i]);
    const geometry = new THREE.BufferGeometry();
    geometry.setAttribute('position', new THREE.Float32BufferAttribute(positions, 3));
    geometry.computeVertexNormals();
    return new THREE.Mesh(geometry, this.#material({ color: colorOf(element), transparent: true, opacity: 0.45, side: THREE.DoubleSide, depthWrite: false }));
  }

  #fit() {
    const { clientWidth: width, clientHeight: height } = this.node;
    if (!width || !height) return;
    this.#renderer.setPixelRatio(devicePixelRatio);
    this.#renderer.setSize(width, height);
    this.#camera.aspect = width / height;
    this.#draw();
  }

  #turn(aboutX, aboutY) {
    const turn = new THREE.Quaternion().setFromEuler(new THREE.Euler(aboutX, aboutY, 0, 'YXZ'));
    this.#group.quaternion.premultiply(turn);
    this.#draw();
  }

  /** At most once a frame; nothing moves by itself. */
  #draw() {
    if (this.#pending) return;
    this.#pending = true;
    requestAnimationFrame(() => {
      this.#pending = false;
      this.#render();
    });
  }

  #render() {
    const half = Math.tan(THREE.MathUtils.degToRad(FIELD_OF_VIEW_DEGREES) / 2) * Math.min(1, this.#camera.aspect);
    this.#camera.position.z = this.#reach / half / this.#zoom + this.#reach * 0.2;
    this.#camera.updateProjectionMatrix();
    this.#renderer.render(this.#scene, this.#camera);
    this.#place();
  }

  /** Names of the axes stand beyond their ends. */
  #place() {
    if (!this.#drawn) return;
    const { clientWidth: width, clientHeight: height } = this.node;
    this.#labels.forEach((label, axis) => {
      const along = this.#cornerOfCells([0, 1, 2].map(other => other === axis ? 1 : 0));
      const end = times(along, this.#drawn.repeats[axis] + LABEL_ANGSTROM / length(along));
      const at = vector(minus(end, this.#centre)).applyQuaternion(this.#group.quaternion).project(this.#camera);
      label.style.transform = `translate(-50%, -50%) translate(${(at.x + 1) * width / 2}px, ${(1 - at.y) * height / 2}px)`;
    });
  }

  #pick(event) {
    const box = this.#renderer.domElement.getBoundingClientRect();
    const at = new THREE.Vector2(2 * (event.clientX - box.left) / box.width - 1, 1 - 2 * (event.clientY - box.top) / box.height);
    const ray = new THREE.Raycaster();
    ray.setFromCamera(at, this.#camera);
    const hit = ray.intersectObject(this.#balls)[0];
    if (hit) this.#onpick(this.#drawn.atoms[hit.instanceId]);
  }

  #listen(canvas) {
    canvas.addEventListener('pointerdown', event => {
      this.#pointers.set(event.pointerId, [event.clientX, event.clientY]);
      this.#moved = 0;
      canvas.setPointerCapture(event.pointerId);
    });
    canvas.addEventListener('pointermove', event => this.#move(event));
    for (const name of ['pointerup', 'pointercancel']) {
      canvas.addEventListener(name, event => {
        if (name === 'pointerup' && this.#pointers.size === 1 && this.#moved < CLICK_MAX) this.#pick(event);
        this.#pointers.delete(event.pointerId);
      });
    }
    canvas.addEventListener('wheel', event => {
      // Who scrolls the page past the crystal does not zoom it.
      if (!event.ctrlKey && document.activeElement !== canvas) return;
      event.preventDefault();
      this.zoomBy(Math.exp(-event.deltaY * 0.0015));
    }, { passive: false });
    canvas.addEventListener('keydown', event => this.#key(event));
  }

  #move(event) {
    const last = this.#pointers.get(event.pointerId);
    if (!last) return;
    const next = [event.clientX, event.clientY];
    const [dx, dy] = minus(next, last);
    if (this.#pointers.size === 1) {
      this.#moved += Math.abs(dx) + Math.abs(dy);
      this.#turn(TURN * dy, TURN * dx);
    } else {
      const [other] = [...this.#pointers].filter(([id]) => id !== event.pointerId).map(([, at]) => at);
      this.zoomBy(length(minus(next, other)) / Math.max(1, length(minus(last, other))));
    }
    this.#pointers.set(event.pointerId, next);
  }

  #key(event) {
    const turns = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };
    const actions = { '+': () => this.zoomBy(1.15), '=': () => this.zoomBy(1.15), '-': () => this.zoomBy(1 / 1.15), 0: () => this.reset() };
    if (turns[event.key]) this.#turn(...times(turns[event.key], KEY_TURN));
    else if (actions[event.key]) actions[event.key]();
    else return;
    event.preventDefault();
  }
}
