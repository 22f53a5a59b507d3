// ECharts in the page's colours. Tooltips are drawn on the canvas: names from the server never become
// HTML, and the page's content security policy allows no inline styles.
import { el, fill } from './dom.js';
import { t } from './words.js';

const ECHARTS = '/_static/echarts/6.0.0/dist/echarts.esm.min.js';

// Okabe and Ito's colours, which people with any colour vision tell apart; dashes go on after them.
const COLOURS = ['#0072b2', '#e69f00', '#009e73', '#d55e00', '#cc79a7', '#56b4e9', '#8a6d00', '#7f7f7f'];
const DASHES = ['solid', 'dashed', 'dotted'];

// Low to high, of growing lightness (cividis).
export const SCALE = ['#35456c', '#575d6d', '#7c7b78', '#a59c74', '#d2c060', '#fde737'];

export function colour(i) {
  return COLOURS[i % COLOURS.length];
}

export function line(i) {
  return { color: colour(i), type: DASHES[Math.floor(i / COLOURS.length) % DASHES.length], width: 2 };
}

// The value of a colour of the style sheet, as the theme has it now.
export function shade(name) {
  const probe = el('span', { hidden: true });
  probe.style.color = `var(--${name})`;
  document.body.append(probe);
  const resolved = getComputedStyle(probe).color;
  probe.remove();
  return resolved;
}

// A chart in `host`, with `label` for those who cannot see it. `set` draws an option over the page's
// own; the chart goes with `signal`.
export async function chart(host, label, signal) {
  const { init } = await import(ECHARTS);
  if (signal.aborted) return { set() {}, on() {}, dispatch() {} };
  const canvas = fill(host, el('div.canvas', { role: 'img', 'aria-label': label })).firstChild;
  const drawn = init(canvas, null, { renderer: 'canvas' });
  const watch = new ResizeObserver(() => drawn.resize());
  watch.observe(canvas);
  signal.addEventListener('abort', () => { watch.disconnect(); drawn.dispose(); }, { once: true });
  return {
    set: (option, merge = false) => drawn.setOption({ ...common(option), ...option }, { notMerge: !merge }),
    on: (event, act) => drawn.on(event, act),
    dispatch: action => drawn.dispatchAction(action),
  };
}

// A legend has its own line, above the title of the upright axis.
function common({ legend: named }) {
  const text = shade('text');
  return {
    color: COLOURS,
    animation: false,
    backgroundColor: 'transparent',
    textStyle: { color: text, fontFamily: 'system-ui, sans-serif' },
    grid: { left: 8, right: 28, top: named ? 60 : 40, bottom: 30, containLabel: true },
    tooltip: tooltip(),
  };
}

export function tooltip(more = {}) {
  return {
    trigger: 'item',
    renderMode: 'richText',
    confine: true,
    backgroundColor: shade('raised'),
    borderColor: shade('line'),
    textStyle: { color: shade('text'), fontSize: 12 },
    ...more,
  };
}

export function axis(name, more = {}) {
  const faint = shade('faint');
  return {
    type: 'value',
    name,
    nameLocation: 'middle',
    nameGap: 26,
    scale: true,
    nameTextStyle: { color: faint },
    axisLabel: { color: faint, hideOverlap: true },
    axisLine: { lineStyle: { color: faint } },
    splitLine: { lineStyle: { color: shade('line') } },
    ...more,
  };
}

export function upright(name, more = {}) {
  return axis(name, { nameLocation: 'end', nameGap: 12, nameTextStyle: { color: shade('faint'), align: 'left' }, ...more });
}

// How values of a parameter of the space lie on an axis.
export function parameterAxis(name, space) {
  if (space?.type === 'categorical') return { type: 'category', name, data: space.choices.map(String) };
  return { type: space?.log ? 'log' : 'value', name, scale: true };
}

export function legend(more = {}) {
  return { type: 'scroll', top: 0, left: 8, right: 8, textStyle: { color: shade('text') }, pageTextStyle: { color: shade('text') }, ...more };
}

export function nothing(host, text = t('empty.data')) {
  fill(host, el('p.empty', null, text));
}

export function objectiveName(spec) {
  return spec.objective.metric.replace('_', ' ');
}
