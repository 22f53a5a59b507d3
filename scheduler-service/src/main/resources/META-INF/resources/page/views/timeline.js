// When each trial trained, and on which trainer.
import { get, path } from '../api.js';
import { axis, chart, nothing, shade, tooltip } from '../charts.js';
import { el, fill } from '../dom.js';
import { duration, objective, time, whole } from '../format.js';
import { card } from '../parts.js';
import { go, to } from '../route.js';
import { known, t } from '../words.js';

const MOST = 3000;
const COLOURS = { running: '#56b4e9', completed: '#009e73', stopped: '#e69f00', infeasible: '#cc79a7', failed: '#d55e00', waiting: '#7f7f7f' };

export async function show(root, shown, signal) {
  const { study } = shown;
  const host = el('div.chart.timeline');
  const note = el('p.note');
  fill(root, card(t('tab.timeline'), [
    el('div.legend', null, Object.entries(COLOURS).filter(([state]) => state !== 'waiting').map(([state, colour]) =>
      el('span', null, el('i', { '--colour': colour }), known('state', state)))), note, host]));
  let drawn = null;

  shown.changed = async () => {
    const { total, trials } = await get(`${path.study(study.id)}/overview?most=${MOST}`, signal);
    const begun = trials.filter(trial => trial.startedAt);
    if (!begun.length) {
      nothing(host, t('overview.nothingRuns'));
      drawn = null;
      return;
    }
    fill(note, trials.length < total ? t('timeline.some', { shown: whole(trials.length), total: whole(total) }) : t('timeline.note'));
    const trainers = [...new Set(begun.map(trial => trial.trainer ?? '–'))].sort();
    host.style.setProperty('--lanes', trainers.length);
    if (!drawn) {
      drawn = await chart(host, t('tab.timeline'), signal);
      drawn.on('click', ({ data }) => data && go(to(['trials', data.value[3]])));
    }
    drawn.set(option(begun, trainers));
  };
  await shown.changed();
}

function option(trials, trainers) {
  const data = trials.map(trial => ({
    value: [trainers.indexOf(trial.trainer ?? '–'), Date.parse(trial.startedAt), trial.endedAt ? Date.parse(trial.endedAt) : Date.now(), trial.id, trial.number],
    itemStyle: { color: COLOURS[trial.state] },
    trial,
  }));
  return {
    grid: { left: 8, right: 24, top: 8, bottom: 60, containLabel: true },
    xAxis: axis('', { type: 'time' }),
    yAxis: { type: 'category', data: trainers, inverse: true, axisLabel: { color: shade('text') }, splitLine: { show: true, lineStyle: { color: shade('line') } } },
    dataZoom: [{ type: 'slider', height: 22, bottom: 8, labelFormatter: '' }, { type: 'inside' }],
    tooltip: tooltip({ formatter: ({ data: { trial } }) => tip(trial) }),
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

function tip(trial) {
  const took = ((trial.endedAt ? Date.parse(trial.endedAt) : Date.now()) - Date.parse(trial.startedAt)) / 1000;
  return [`${trial.id} · ${known('state', trial.state)}`, time(trial.startedAt), duration(took),
    `${t('column.objective')} ${objective(trial.objective)}`, trial.attempt > 1 ? `${t('column.attempt')} ${trial.attempt}` : null].filter(Boolean).join('\n');
}
