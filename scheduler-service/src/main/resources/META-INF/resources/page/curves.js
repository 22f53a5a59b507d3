// Curves of one or more trials over each other: the loss of every iteration, and what epochs measure.
import { find, path } from './api.js';
import { axis, chart, legend, line, nothing, shade, tooltip, upright } from './charts.js';
import { el } from './dom.js';
import { duration, number } from './format.js';
import { card, loading } from './parts.js';
import { current, note } from './route.js';
import { t } from './words.js';

const ALL_POINTS = 8000;
const MOST_NAMED = 12;

// The curve of a trial, no finer than `trials` of them can be drawn; null where there is none yet.
export function losses(trial, trials, signal) {
  const points = Math.max(200, Math.min(2000, Math.floor(ALL_POINTS / trials)));
  return find(`${path.trial(trial)}/losses?points=${points}`, signal);
}

// What the loss chart shows, and the controls that change it; kept in the address.
export function settings(onChange) {
  const { query } = current();
  const chosen = { smooth: Number(query.get('smooth') ?? 0.9), log: query.get('log') === 'true', x: query.get('x') ?? 'iterations' };
  const change = changes => {
    Object.assign(chosen, changes);
    note({ smooth: chosen.smooth, log: chosen.log, x: chosen.x });
    shownSmooth.textContent = chosen.smooth.toFixed(2);
    onChange();
  };
  const shownSmooth = el('output', null, chosen.smooth.toFixed(2));
  const controls = el('div.controls', null,
    el('label', null, t('curves.smoothing'), el('input', {
      id: 'smooth', type: 'range', min: 0, max: 0.99, step: 0.01, value: chosen.smooth, oninput: event => change({ smooth: event.target.valueAsNumber }),
    }), shownSmooth),
    el('label', null, el('input', { id: 'log', type: 'checkbox', checked: chosen.log, onchange: event => change({ log: event.target.checked }) }), ' ', t('curves.log')),
    el('label', null, el('input', { id: 'by-time', type: 'checkbox', checked: chosen.x === 'time', onchange: event => change({ x: event.target.checked ? 'time' : 'iterations' }) }), ' ', t('curves.byTime')));
  return { chosen, controls };
}

// Loss by iteration, accuracy and learning rate by epoch of `curves`: [{id, curve}].
export function panel(signal) {
  const lossPlot = el('div.chart', null, loading());
  const epochPlot = el('div.chart', null, loading());
  const ratePlot = el('div.chart.small', null, loading());
  let shown = [];
  const { chosen, controls } = settings(() => draw());
  const drawn = {};

  async function draw() {
    const known = shown.filter(one => one.curve?.points.length);
    if (!known.length) {
      [lossPlot, epochPlot, ratePlot].forEach(plot => nothing(plot, t('curves.none')));
      ['loss', 'epochs', 'rates'].forEach(name => delete drawn[name]);
      return;
    }
    drawn.loss ??= await chart(lossPlot, t('curves.loss'), signal);
    drawn.loss.set(lossOption(known, chosen));
    const measured = known.filter(one => one.curve.epochs.length);
    if (!measured.length) {
      [epochPlot, ratePlot].forEach(plot => nothing(plot, t('curves.noEpochs')));
      ['epochs', 'rates'].forEach(name => delete drawn[name]);
    } else {
      drawn.epochs ??= await chart(epochPlot, t('curves.accuracy'), signal);
      drawn.epochs.set(epochOption(measured));
      drawn.rates ??= await chart(ratePlot, t('curves.rate'), signal);
      drawn.rates.set(rateOption(measured));
    }
  }
  return {
    cards: [card(t('curves.loss'), [controls, lossPlot]), card(t('curves.accuracy'), epochPlot), card(t('curves.rate'), ratePlot)],
    show(curves) {
      shown = curves;
      return draw();
    },
  };
}

function lossOption(curves, { smooth, log, x }) {
  const byTime = x === 'time';
  const series = curves.flatMap(({ id, curve }, i) => {
    const at = byTime ? clockOf(curve) : iteration => iteration;
    const raw = curve.points.filter(([, loss]) => loss !== null && (!log || loss > 0)).map(([iteration, loss]) => [at(iteration), loss]);
    const name = id;
    const faint = { type: 'line', name, symbol: 'none', silent: true, tooltip: { show: false }, data: raw, lineStyle: { ...line(i), width: 1, type: 'solid', opacity: 0.22 }, z: 1 };
    const strong = { type: 'line', name, symbol: 'none', data: smoothed(raw, smooth), lineStyle: line(i), itemStyle: { color: line(i).color }, emphasis: { focus: 'series' }, z: 2 };
    return smooth > 0 ? [strong, faint] : [strong];
  });
  return {
    xAxis: axis(t(byTime ? 'axis.time' : 'axis.iteration'), { min: 0, ...(byTime ? { axisLabel: { color: shade('faint'), hideOverlap: true, formatter: duration } } : {}) }),
    yAxis: upright(t('axis.loss'), { type: log ? 'log' : 'value' }),
    legend: legend({ show: curves.length <= MOST_NAMED }),
    dataZoom: [{ type: 'inside', filterMode: 'none' }],
    tooltip: tooltip({ trigger: 'axis', formatter: items => sorted(items, value => byTime ? duration(value) : t('axis.iterationAt', { iteration: number(value) }), 1) }),
    series,
  };
}

function epochOption(curves) {
  const series = curves.flatMap(({ id, curve }, i) => {
    const name = id;
    const of = (key, title, style) => ({
      type: 'line', name: `${name} ${title}`, symbolSize: 6, connectNulls: true, emphasis: { focus: 'series' },
      data: curve.epochs.map(epoch => [epoch.epoch, epoch[key] ?? null]), lineStyle: { ...line(i), ...style }, itemStyle: { color: line(i).color },
    });
    const all = [of('testAccuracy', t('split.test'), { type: 'solid' }), of('trainAccuracy', t('split.train'), { type: 'dashed' })];
    if (curve.epochs.some(epoch => epoch.validationAccuracy !== undefined)) all.push(of('validationAccuracy', t('split.validation'), { type: 'dotted' }));
    return all;
  });
  return {
    xAxis: axis(t('axis.epoch'), { minInterval: 1 }),
    yAxis: upright(t('axis.accuracy')),
    legend: legend({ show: series.length <= MOST_NAMED }),
    tooltip: tooltip({ trigger: 'axis', formatter: items => sorted(items, epoch => t('axis.epochAt', { epoch }), -1) }),
    series,
  };
}

// One line a curve, sorted: what is best is first.
function sorted(items, title, direction) {
  const lines = items
    .filter((item, i) => items.findIndex(other => other.seriesIndex === item.seriesIndex) === i && item.seriesName)
    .filter((item, i, all) => all.findIndex(other => other.seriesName === item.seriesName) === i && item.data[1] !== null)
    .sort((a, b) => direction * (a.data[1] - b.data[1]))
    .map(item => `${item.marker}${number(item.data[1])}  ${item.seriesName}`);
  return [title(items[0].axisValue), ...lines].join('\n');
}

// Exponential moving average, corrected for its start; `weight` is meant for points side by side.
function smoothed(points, weight) {
  let sum = 0;
  let norm = 0;
  return points.map(([x, loss]) => {
    sum = weight * sum + (1 - weight) * loss;
    norm = weight * norm + (1 - weight);
    return [x, sum / norm];
  });
}

// Seconds of training by iteration, from the epochs' own times; before the first epoch has ended it
// is as if nothing was known: iterations stand for themselves at the pace of the first.
function clockOf(curve) {
  const marks = [[0, 0]];
  for (const epoch of curve.epochs) marks.push([epoch.iterations, marks.at(-1)[1] + (epoch.seconds ?? 0)]);
  const pace = marks.length > 1 ? marks.at(-1)[1] / marks.at(-1)[0] : 0;
  return iteration => {
    const next = marks.findIndex(([end]) => end >= iteration);
    if (next < 0) return marks.at(-1)[1] + (iteration - marks.at(-1)[0]) * pace;
    if (next === 0) return 0;
    const [[from, begun], [to, ended]] = [marks[next - 1], marks[next]];
    return begun + (ended - begun) * (iteration - from) / (to - from);
  };
}

function rateOption(curves) {
  return {
    xAxis: axis(t('axis.epoch'), { minInterval: 1 }),
    yAxis: upright(t('curves.rate'), { type: isWide(curves) ? 'log' : 'value' }),
    tooltip: tooltip({ trigger: 'axis', formatter: items => sorted(items, epoch => t('axis.epochAt', { epoch }), -1) }),
    series: curves.map(({ id, curve }, i) => ({
      type: 'line', step: 'end', name: id, lineStyle: line(i), itemStyle: { color: line(i).color },
      data: curve.epochs.map(epoch => [epoch.epoch, epoch.learningRate]),
    })),
  };
}

function isWide(curves) {
  const all = curves.flatMap(({ curve }) => curve.epochs.map(epoch => epoch.learningRate));
  return Math.max(...all) > 5 * Math.min(...all);
}
