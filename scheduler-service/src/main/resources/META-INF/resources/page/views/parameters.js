// What the parameters do: how much each matters, the objective along each, and along two at once.
import { get, path } from '../api.js';
import { axis, chart, legend, nothing, objectiveName, parameterAxis, shade, tooltip, upright } from '../charts.js';
import { el, fill, select } from '../dom.js';
import { number, objective, percent, value } from '../format.js';
import { card } from '../parts.js';
import { current, note } from '../route.js';
import { t } from '../words.js';
import { contour } from './contour.js';

const MOST = 1000;

export async function show(root, shown, signal) {
  const { study } = shown;
  const base = path.study(study.id);
  const names = Object.keys(study.spec.space);
  const bars = el('div.chart.small');
  const slices = names.map(name => [name, el('div.chart.slice')]);
  const plane = el('div.chart');
  const { query } = current();
  const choose = (id, fallback) => select({ id, 'aria-label': t('parameters.axis'), onchange: () => { note({ x: x.value, y: y.value }); drawPlane(); } },
    names.map(name => [name, name]), names.includes(query.get(id)) ? query.get(id) : fallback);
  const x = choose('x', names[0]);
  const y = choose('y', names[1] ?? names[0]);
  const drawn = new Map();
  let trials = [];
  if (!names.length) {
    nothing(root, t('parameters.none'));
    return;
  }
  fill(root,
    card(t('parameters.importances'), [el('p.note', null, t('parameters.importancesNote')), bars]),
    card(t('parameters.slices'), el('div.slices', null, slices.map(([, host]) => host))),
    names.length > 1 ? card(t('parameters.contour'), [el('p.note', null, t('parameters.contourNote')), plane], el('span', null, x, ' × ', y)) : null);

  const plot = async (host, label) => {
    if (!drawn.has(host)) drawn.set(host, await chart(host, label, signal));
    return drawn.get(host);
  };

  async function drawPlane() {
    if (names.length > 1 && trials.length) {
      (await plot(plane, t('parameters.contour'))).set(contour(study.spec, trials, x.value, y.value));
    } else {
      drawn.delete(plane);
      nothing(plane, t('overview.noneMeasured'));
    }
  }

  shown.changed = async () => {
    const [importances, picture] = await Promise.all([get(`${base}/importances`, signal), get(`${base}/overview?most=${MOST}`, signal)]);
    trials = picture.trials.filter(trial => typeof trial.rank === 'number');
    if (importances.trials >= 2) (await plot(bars, t('parameters.importances'))).set(importanceOption(importances));
    else nothing(bars, t('parameters.tooFew'));
    for (const [name, host] of slices) {
      const label = t('parameters.slice', { name });
      if (trials.length) (await plot(host, label)).set(sliceOption(study.spec, trials, name));
      else nothing(host, t('overview.noneMeasured'));
    }
    await drawPlane();
  };
}

function importanceOption({ pedAnova, fanova }) {
  const names = Object.keys(pedAnova).sort((a, b) => pedAnova[a] - pedAnova[b]);
  const series = (name, shares) => ({ name, type: 'bar', data: names.map(one => shares[one] ?? 0), barGap: '10%', label: { show: true, position: 'right', color: shade('text'), formatter: ({ value: share }) => percent(share) } });
  return {
    grid: { left: 8, right: 56, top: 32, bottom: 8, containLabel: true },
    xAxis: axis('', { min: 0, max: 1, axisLabel: { color: shade('faint'), formatter: share => `${Math.round(100 * share)} %` } }),
    yAxis: { type: 'category', data: names, axisLabel: { color: shade('text') } },
    legend: legend(),
    tooltip: tooltip({ formatter: ({ name, seriesName, value: share }) => `${name}\n${seriesName} ${number(share)}` }),
    series: [series(t('parameters.pedAnova'), pedAnova), series(t('parameters.fanova'), fanova)],
  };
}

// The later the trial, the darker: where the sampler went.
function sliceOption(spec, trials, name) {
  const { type, data } = parameterAxis(name, spec.space[name]);
  const points = trials.filter(trial => trial.values[name] !== undefined)
    .map(trial => [data ? String(trial.values[name]) : trial.values[name], trial.rank, trial.number, trial.id]);
  const last = Math.max(1, ...trials.map(trial => trial.number));
  return {
    xAxis: axis(name, { type, data, axisLabel: { color: shade('faint'), hideOverlap: true, formatter: data ? undefined : one => number(one, 3) } }),
    yAxis: upright(objectiveName(spec)),
    visualMap: { show: false, dimension: 2, min: 1, max: last, inRange: { color: ['#9fc9e3', '#0072b2'], opacity: [0.5, 0.95] } },
    tooltip: tooltip({ formatter: ({ data: [at, rank, , id] }) => `${id}\n${name} ${value(at)}\n${objective(rank)}` }),
    series: [{ type: 'scatter', symbolSize: points.length > 300 ? 4 : 8, data: points }],
  };
}

