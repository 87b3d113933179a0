/** Takes charts and tables home: PNG, SVG and CSV files. */

import { make } from './dom.js';
import { color } from './theme.js';

const MARGIN = 16;
const SCALE = 2;
const FONT = 'system-ui, "Liberation Sans", sans-serif';
const STYLES = ['fill', 'fill-opacity', 'stroke', 'stroke-width', 'stroke-opacity', 'stroke-dasharray', 'stroke-linejoin', 'font-size', 'font-style', 'font-weight', 'text-anchor'];

/** Buttons that each save a file; `of` tells which chart, for who hears only the button. */
export function tools(savers, of) {
  return Object.entries(savers).map(([name, onclick]) => make('button',
    { type: 'button', class: 'button small', onclick, 'aria-label': `${name} of ${of}` }, name));
}

export function saveBlob(blob, name) {
  const address = URL.createObjectURL(blob);
  make('a', { href: address, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(address), 10000);
}

export function save(text, name, type) {
  saveBlob(new Blob([text], { type: `${type};charset=utf-8` }), name);
}

function cell(value) {
  const text = value === null || value === undefined ? '' : String(value);
  return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

export function csv(head, rows) {
  return [head, ...rows].map(row => row.map(cell).join(',')).join('\n') + '\n';
}

function canvas(width, height) {
  const made = make('canvas', { width, height });
  const context = made.getContext('2d');
  context.fillStyle = color('--card');
  context.fillRect(0, 0, width, height);
  context.fillStyle = color('--ink');
  return [made, context];
}

/** A chart with its title above and its legend below. */
export function pngOfPlot(plot, title, name) {
  const source = plot.ctx.canvas;
  const unit = source.width / plot.width;
  const [made, context] = canvas(source.width + 2 * MARGIN * unit, source.height + 66 * unit);
  context.font = `600 ${15 * unit}px ${FONT}`;
  context.fillText(title, MARGIN * unit, 24 * unit);
  context.drawImage(source, MARGIN * unit, 34 * unit);
  context.font = `${11 * unit}px ${FONT}`;
  let x = MARGIN * unit;
  for (const series of plot.series.slice(1)) {
    const y = source.height + 52 * unit;
    context.fillStyle = typeof series.stroke === 'function' ? series.stroke() : series.stroke;
    context.fillRect(x, y - 5 * unit, 14 * unit, 3 * unit);
    context.fillStyle = color('--ink');
    context.fillText(series.label, x + 19 * unit, y);
    x += context.measureText(series.label).width + 36 * unit;
  }
  made.toBlob(blob => saveBlob(blob, `${name}.png`));
}

/** A drawing on its own: what the style sheet says of it is written into it. */
function standalone(drawing) {
  const copy = drawing.cloneNode(true);
  const [from, to] = [drawing, copy].map(root => [root, ...root.querySelectorAll('*')]);
  from.forEach((node, i) => {
    const style = getComputedStyle(node);
    for (const property of STYLES) to[i].setAttribute(property, style.getPropertyValue(property));
    for (const attribute of ['class', 'tabindex']) to[i].removeAttribute(attribute);
  });
  const [, , width, height] = drawing.getAttribute('viewBox').split(' ');
  for (const [attribute, value] of Object.entries({ width, height, xmlns: 'http://www.w3.org/2000/svg', 'font-family': FONT })) copy.setAttribute(attribute, value);
  return new XMLSerializer().serializeToString(copy);
}

export function saveSvg(drawing, name) {
  save(standalone(drawing), `${name}.svg`, 'image/svg+xml');
}

export async function pngOfDrawing(drawing, name) {
  const [, , width, height] = drawing.getAttribute('viewBox').split(' ').map(Number);
  const image = new Image();
  const address = URL.createObjectURL(new Blob([standalone(drawing)], { type: 'image/svg+xml' }));
  image.src = address;
  await image.decode();
  const [made, context] = canvas(width * SCALE, height * SCALE);
  context.drawImage(image, 0, 0, made.width, made.height);
  URL.revokeObjectURL(address);
  made.toBlob(blob => saveBlob(blob, `${name}.png`));
}

/** The three files of a drawing. */
export function toolsOfDrawing(drawing, name, of, rows) {
  return tools({
    PNG: () => pngOfDrawing(drawing(), name),
    SVG: () => saveSvg(drawing(), name),
    CSV: () => save(rows(), `${name}.csv`, 'text/csv'),
  }, of);
}
