// Parallel coordinates of a study's trials. A brush on an axis becomes a condition of the table's.
import { get, path } from '../api.js';
import { chart, nothing, parameterAxis, SCALE, shade, tooltip } from '../charts.js';
import { el } from '../dom.js';
import { objective, value } from '../format.js';
import { loading } from '../parts.js';
import { current } from '../route.js';
import { t } from '../words.js';

const MOST = 1000;

export async function parallel(study, onBrush, signal) {
  const host = el('div.chart.parallel', null, loading());
  const { spec } = study;
  const axes = [...Object.keys(spec.space).map(name => parameterAxis(name, spec.space[name])), { name: 'objective' }];
  host.style.setProperty('--axes', axes.length);
  let drawn = null;
  let picture = { trials: [] };
  let picked = new Set();

  // The id under which an axis tells of its brush.
  const dimension = (axis, i) => ({
    ...axis, dim: i, id: axis.name, nameTextStyle: { color: shade('text') }, axisLabel: { color: shade('faint'), hideOverlap: true },
    axisLine: { lineStyle: { color: shade('faint') } }, nameTruncate: { maxWidth: 110 },
  });

  async function draw() {
    const trials = picture.trials.filter(trial => typeof trial.rank === 'number');
    if (!trials.length) {
      nothing(host, t('overview.noneMeasured'));
      drawn = null;
      return;
    }
    const fresh = drawn === null;
    drawn ??= await chart(host, t('trials.parallel'), signal);
    const ranks = trials.map(trial => trial.rank).sort((a, b) => a - b);
    const rows = trials.map(trial => ({
      name: trial.id,
      value: [...axes.slice(0, -1).map(axis => place(trial.values[axis.name], axis)), trial.rank],
      lineStyle: picked.size ? { opacity: picked.has(trial.number) ? 1 : 0.08, width: picked.has(trial.number) ? 3 : 1 } : {},
    }));
    drawn.set({
      parallel: { left: 60, right: 60, top: 40, bottom: 20, parallelAxisDefault: { areaSelectStyle: { width: 18, borderColor: shade('accent'), color: shade('accent'), opacity: 0.25 } } },
      parallelAxis: axes.map(dimension),
      visualMap: {
        show: false, dimension: axes.length - 1, min: ranks[Math.floor(ranks.length / 10)], max: ranks.at(-1) + Number.EPSILON,
        inRange: { color: spec.objective.direction === 'maximize' ? SCALE : [...SCALE].reverse() },
      },
      tooltip: tooltip({ formatter: ({ name, data }) => `${name}\n${objective(data.value.at(-1))}` }),
      series: [{ type: 'parallel', lineStyle: { width: 1.5, opacity: rows.length > 300 ? 0.35 : 0.7 }, inactiveOpacity: 0.04, data: rows, progressive: 500 }],
    }, !fresh);
    if (fresh) {
      drawn.on('axisareaselected', brush);
      current().query.getAll('where').forEach(restore);
    }
  }

  function brush(event) {
    for (const { parallelAxisId, intervals } of event.batch ?? [event]) {
      const axis = axes.find(one => one.name === parallelAxisId);
      if (axis) onBrush(axis.name, condition(axis, intervals?.[0]));
    }
  }

  // A brush for a condition that the address brought.
  function restore(text) {
    const [name, low, high] = text.split(/:|\.\.(?=[-\d]|$)/);
    const axis = axes.find(one => one.name === name);
    if (axis && axis.type !== 'category' && low && high) {
      drawn.dispatch({ type: 'axisAreaSelect', parallelAxisId: name, intervals: [[Number(low), Number(high)]] });
    }
  }

  return {
    host,
    async refresh() {
      picture = await get(`${path.study(study.id)}/overview?most=${MOST}`, signal);
      await draw();
    },
    forget(text) {
      drawn?.dispatch({ type: 'axisAreaSelect', parallelAxisId: text.split(':')[0], intervals: [] });
    },
    pick(numbers) {
      picked = new Set(numbers);
      if (drawn) draw();
    },
  };
}

function place(one, axis) {
  if (one === undefined || one === null) return '-';
  return axis.type === 'category' ? String(one) : one;
}

function condition(axis, interval) {
  if (!interval) return null;
  if (axis.type !== 'category') return `${axis.name}:${value(interval[0])}..${value(interval[1])}`;
  const chosen = axis.data.slice(Math.max(0, Math.ceil(interval[0])), Math.floor(interval[1]) + 1);
  return chosen.length ? `${axis.name}:${chosen.join(',')}` : null;
}
