// The weights and biases of a trial before and after: numbers, histograms, and the first filters.
import { el, fill, svg } from '../dom.js';
import { number } from '../format.js';
import { known, t } from '../words.js';

const WIDTH = 180;
const HEIGHT = 44;
const PIXELS = 6; // of the screen for one of a filter

// Draws nothing anew that has not changed: histograms are many.
export function weights(host, measured) {
  const version = measured ? `${measured.attempt}-${measured.latest?.epoch}-${known('verdict', 'fits')}` : 'none';
  if (host.dataset.version === version) return;
  host.dataset.version = version;
  if (!measured?.start && !measured?.latest) {
    fill(host, el('p.empty', null, t('weights.none')));
    return;
  }
  const after = new Map((measured.latest ?? measured.start).parameters.map(one => [one.name, one]));
  const before = new Map((measured.start ?? measured.latest).parameters.map(one => [one.name, one]));
  const names = [...after.keys()];
  const images = names.map(name => [before.get(name)?.filters, after.get(name).filters]).find(([, now]) => now);
  fill(host,
    el('p.note', null, t('weights.note', { epoch: measured.latest?.epoch ?? 0 })),
    el('div.scroll', { tabindex: 0 }, el('table.rows.weights', null,
      el('thead', null, el('tr', null, ['name', 'mean', 'deviation', 'expected', 'histogram'].map(key => el('th', { scope: 'col' }, t(`weights.${key}`))))),
      el('tbody', null, names.map(name => row(name, before.get(name), after.get(name)))))),
    images ? filters(...images) : null);
}

function row(name, before, after) {
  const pair = (was, is) => el('span', null, number(was, 3), ' → ', el('strong', null, number(is, 3)));
  return el('tr', null,
    el('td', { 'data-label': t('weights.name') }, el('code', null, name)),
    el('td', { 'data-label': t('weights.mean') }, pair(before?.mean, after.mean)),
    el('td', { 'data-label': t('weights.deviation') }, pair(before?.deviation, after.deviation)),
    el('td', { 'data-label': t('weights.expected') }, after.expectedDeviation ? number(after.expectedDeviation, 3) : '–', ratio(before ?? after)),
    el('td', { 'data-label': t('weights.histogram') }, histogram(name, before, after)));
}

// How the start's deviation compares with what the initialisation's theory gives.
function ratio({ deviation, expectedDeviation }) {
  if (!expectedDeviation) return null;
  return el('small', null, ` ×${number(deviation / expectedDeviation, 3)}`);
}

function histogram(name, before, after) {
  const low = Math.min(before?.low ?? after.low, after.low);
  const high = Math.max(before?.high ?? after.high, after.high);
  const span = high - low || 1;
  const density = one => one.histogram.map(count => count / ((one.high - one.low || span) / span));
  const most = Math.max(...density(after)) || 1;
  const outline = one => {
    const width = (one.high - one.low) / one.histogram.length;
    const x = value => (WIDTH * (value - low) / span).toFixed(1);
    const steps = density(one).map((count, i) => `H${x(one.low + i * width)}V${(HEIGHT - (HEIGHT - 2) * Math.min(1, count / most)).toFixed(1)}H${x(one.low + (i + 1) * width)}`);
    return `M${x(one.low)} ${HEIGHT}${steps.join('')}V${HEIGHT}Z`;
  };
  return svg('svg', { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, width: WIDTH, height: HEIGHT, role: 'img', 'aria-label': t('weights.of', { name, low: number(low, 3), high: number(high, 3) }), class: 'histogram' },
    svg('title', null, `${number(low, 3)} … ${number(high, 3)}`),
    before ? svg('path', { d: outline(before), class: 'before' }) : null,
    svg('path', { d: outline(after), class: 'after' }));
}

function filters(before, after) {
  const most = Math.max(...after.values.map(Math.abs), ...(before?.values ?? []).map(Math.abs)) || 1;
  const figure = (one, caption) => one ? el('figure', null, el('figcaption', null, caption), picture(one, most, caption)) : null;
  return el('div.filters', null, el('h3', null, t('weights.filters', { most: number(most, 3) })),
    figure(before, t('weights.before')), figure(after, t('weights.after')));
}

// Filters side by side, their channels below each other: blue is negative, white nothing, orange
// positive.
function picture({ count, channels, height, width, values }, most, label) {
  const columns = Math.min(count, 16);
  const rows = Math.ceil(count / columns) * channels;
  const canvas = el('canvas', { width: columns * (width + 1) * PIXELS, height: rows * (height + 1) * PIXELS, role: 'img', 'aria-label': label });
  const context = canvas.getContext('2d');
  values.forEach((one, i) => {
    const column = i % width;
    const row = Math.floor(i / width) % height;
    const channel = Math.floor(i / (width * height)) % channels;
    const filter = Math.floor(i / (width * height * channels));
    const x = (filter % columns) * (width + 1) + column;
    const y = (Math.floor(filter / columns) * channels + channel) * (height + 1) + row;
    context.fillStyle = diverging(one / most);
    context.fillRect(x * PIXELS, y * PIXELS, PIXELS, PIXELS);
  });
  return canvas;
}

function diverging(share) {
  const [r, g, b] = share < 0 ? [0, 114, 178] : [213, 94, 0];
  const mix = one => Math.round(255 + (one - 255) * Math.min(1, Math.abs(share)));
  return `rgb(${mix(r)} ${mix(g)} ${mix(b)})`;
}
