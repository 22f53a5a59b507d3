// When each attempt at a trial trained, and on which trainer.
import { get, path } from '../api.js';
import { axis, chart, nothing, shade, tooltip } from '../charts.js';
import { el, fill } from '../dom.js';
import { duration, objective, time, whole } from '../format.js';
import { card } from '../parts.js';
import { go, to } from '../route.js';
import { known, t } from '../words.js';

const MOST = 3000;
const COLOURS = { running: '#56b4e9', completed: '#009e73', stopped: '#e69f00', infeasible: '#cc79a7', failed: '#d55e00', earlier: '#7f7f7f' };

export async function show(root, shown, signal) {
  const { study } = shown;
  const host = el('div.chart.timeline');
  const note = el('p.note');
  fill(root, card(t('tab.timeline'), [
    el('div.legend', null, Object.entries(COLOURS).map(([state, colour]) =>
      el('span', null, el('i', { '--colour': colour }), known('state', state)))), note, host]));
  let drawn = null;

  shown.changed = async () => {
    const { total, trials } = await get(`${path.study(study.id)}/overview?most=${MOST}`, signal);
    const begun = trials.flatMap(attempts);
    if (!begun.length) {
      nothing(host, t('overview.nothingRuns'));
      drawn = null;
      return;
    }
    fill(note, trials.length < total ? t('timeline.some', { shown: whole(trials.length), total: whole(total) }) : t('timeline.note'));
    const trainers = [...new Set(begun.map(one => one.trainer))].sort((a, b) => a.localeCompare(b, undefined, { numeric: true }));
    host.style.setProperty('--lanes', trainers.length);
    if (!drawn) {
      drawn = await chart(host, t('tab.timeline'), signal);
      drawn.on('click', ({ data }) => data && go(to(['trials', data.value[3]])));
    }
    drawn.set(option(begun, trainers));
  };
}

// What a trial did: {trial, attempt, state, trainer, from, until}, one for each time that it was trained.
function attempts(trial) {
  const all = (trial.earlier ?? []).map(one => ({ ...one, state: 'earlier' }));
  if (trial.attemptStartedAt) all.push({ ...trial, startedAt: trial.attemptStartedAt });
  return all.map(({ attempt, state, outcome, trainer, startedAt, endedAt }) => ({
    trial, attempt, state, outcome, trainer: trainer ?? '–', from: Date.parse(startedAt), until: endedAt ? Date.parse(endedAt) : Date.now(),
  }));
}

function option(all, trainers) {
  const data = all.map(one => ({
    value: [trainers.indexOf(one.trainer), one.from, one.until, one.trial.id, one.trial.number],
    itemStyle: { color: COLOURS[one.state] },
    one,
  }));
  return {
    grid: { left: 8, right: 24, top: 8, bottom: 60, containLabel: true },
    xAxis: axis('', { type: 'time' }),
    yAxis: { type: 'category', data: trainers, inverse: true, axisLabel: { color: shade('text') }, splitLine: { show: true, lineStyle: { color: shade('line') } } },
    dataZoom: [{ type: 'slider', height: 22, bottom: 8, labelFormatter: '' }, { type: 'inside' }],
    tooltip: tooltip({ formatter: ({ data: { one } }) => tip(one) }),
    series: [{ type: 'custom', renderItem: bar, encode: { x: [1, 2], y: 0 }, data, clip: true }],
  };
}

function bar(params, api) {
  const lane = api.value(0);
  const [left, middle] = api.coord([api.value(1), lane]);
  const [right] = api.coord([api.value(2), lane]);
  const height = Math.min(30, api.size([0, 1])[1] * 0.7);
  const width = Math.max(2, right - left - 1);
  return {
    type: 'rect',
    shape: { x: left, y: middle - height / 2, width, height, r: 3 },
    style: { fill: api.visual('color') },
    textContent: width > 26 ? { style: { text: `#${api.value(4)}`, fill: '#000', fontSize: 11 } } : undefined,
    textConfig: { position: 'inside' },
  };
}

function tip({ trial, attempt, state, outcome, from, until }) {
  return [`${trial.id} · ${outcome ? known('outcome', outcome) : known('state', state)}`, time(from), duration((until - from) / 1000),
    outcome ? null : `${t('column.objective')} ${objective(trial.objective)}`,
    trial.attempt > 1 ? `${t('column.attempt')} ${attempt}` : null].filter(Boolean).join('\n');
}
