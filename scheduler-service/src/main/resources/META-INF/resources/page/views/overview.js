// A study at a glance: best so far over time, the first of the leaderboard, what runs now.
import { get, path } from '../api.js';
import { axis, chart, legend, nothing, objectiveName, shade, tooltip, upright } from '../charts.js';
import { changed, el, fill, link, select } from '../dom.js';
import { duration, objective, value } from '../format.js';
import { card, loading, table, trialLink } from '../parts.js';
import { current, note, to } from '../route.js';
import { t } from '../words.js';

const FIRST = 8;
const MOST = 1000;

export async function show(root, shown, signal) {
  const plot = el('div.chart', null, loading());
  const first = el('div');
  const running = el('div');
  const by = select({ id: 'best-by', 'aria-label': t('chart.by'), onchange: () => { note({ by: by.value }); draw(); } },
    [['time', t('chart.time')], ['trials', t('chart.trials')]], current().query.get('by') ?? 'time');
  let drawn = null;
  let picture = null;
  fill(root,
    card(t('overview.best'), plot, by),
    el('div.columns', null,
      card(t('overview.first'), first, link(to(['studies', shown.study.id, 'trials']), t('overview.all'))),
      card(t('overview.running'), running)));

  shown.changed = async () => {
    const base = path.study(shown.study.id);
    const [overview, board] = await Promise.all([
      get(`${base}/overview?most=${MOST}`, signal), get(`${base}/trials/brief?size=${FIRST}`, signal)]);
    picture = overview;
    if (changed(first, board.items)) fill(first, leaders(board.items));
    const now = picture.trials.filter(trial => trial.state === 'running');
    if (changed(running, now, shown.study.spec.budget)) fill(running, runners(now, shown.study));
    await draw();
  };

  async function draw() {
    const { study } = shown;
    if (!picture.improvements.length) {
      nothing(plot, t('overview.noneEnded'));
      drawn = null;
      return;
    }
    drawn ??= await chart(plot, t('overview.best'), signal);
    drawn.set(option(study, picture, by.value));
  }
}

// Trials where they ended, and the best so far as steps.
function option(study, { trials, improvements }, by) {
  const begun = Date.parse(study.createdAt);
  const place = trial => by === 'time' ? (Date.parse(trial.endedAt) - begun) / 1000 : trial.number;
  const ended = trials.filter(trial => trial.endedAt && typeof trial.objective === 'number');
  const byNumber = new Map(trials.map(trial => [trial.number, trial]));
  const steps = improvements.map(number => byNumber.get(number)).map(trial => [place(trial), trial.objective, trial.id]);
  if (by === 'trials') steps.sort((a, b) => a[0] - b[0]);
  const best = by === 'time' ? steps : running(steps, study.spec.objective.direction);
  const last = Math.max(...ended.map(place));
  const line = [...best, [last, best.at(-1)[1], best.at(-1)[2]]];
  return {
    xAxis: axis(t(by === 'time' ? 'axis.time' : 'axis.trial'), by === 'time' ? { min: 0, axisLabel: { color: shade('faint'), hideOverlap: true, formatter: duration } } : {}),
    yAxis: upright(objectiveName(study.spec)),
    tooltip: tooltip({ formatter: ({ data }) => `${data[2]}\n${objective(data[1])}` }),
    legend: legend(),
    series: [
      { name: t('overview.trials'), type: 'scatter', large: ended.length > 2000, symbolSize: ended.length > 300 ? 4 : 7, data: ended.map(trial => [place(trial), trial.objective, trial.id]), itemStyle: { opacity: 0.55 } },
      { name: t('overview.bestSoFar'), type: 'line', step: 'end', symbol: 'none', data: line, lineStyle: { width: 3 } },
    ],
  };
}

// Of points in another order than that of their ends, those that are better than all before them.
function running(points, direction) {
  let best = null;
  return points.filter(([, measured]) => {
    const better = best === null || (direction === 'maximize' ? measured > best : measured < best);
    if (better) best = measured;
    return better;
  });
}

function leaders(trials) {
  return table([
    [t('column.trial'), trialLink],
    [t('column.objective'), trial => objective(trial.rank), 'number'],
    [t('column.point'), trial => Object.entries(trial.values).map(([name, one]) => `${name} ${value(one)}`).join(', '), 'point'],
  ], trials.filter(trial => typeof trial.rank === 'number'), t('overview.noneMeasured'));
}

function runners(trials, study) {
  return table([
    [t('column.trial'), trialLink],
    [t('column.epochs'), trial => el('progress', { value: trial.epochs, max: study.spec.budget.epochs, 'aria-label': `${trial.epochs} / ${study.spec.budget.epochs}` })],
    [t('column.objective'), trial => objective(trial.objective), 'number'],
    [t('column.trainer'), trial => trial.trainer ?? '–'],
    [t('column.for'), trial => duration((Date.now() - Date.parse(trial.startedAt)) / 1000)],
  ], trials, t('overview.nothingRuns'));
}
