// The trainers, what they do, and the work that waits for them.
import { get } from '../api.js';
import { el, fill, link } from '../dom.js';
import { between, duration, objective } from '../format.js';
import { keep } from '../live.js';
import { card, loading, table, tile, trialLink } from '../parts.js';
import { to } from '../route.js';
import { t } from '../words.js';

export async function show(root, _, signal) {
  const body = el('div', null, loading());
  fill(root, el('div.title', null, el('h1', null, t('nav.fleet'))), body);
  await keep(async () => {
    const fleet = await get('/api/v1/fleet', signal);
    fill(body, draw(fleet));
  }, 2, signal).done;
}

function draw({ slots, trainers: connected, wanted, running, waiting }) {
  const queued = waiting.reduce((sum, one) => sum + one.trials, 0);
  const busy = Map.groupBy(running, trial => trial.trainer ?? '–');
  const names = [...new Set([...Object.keys(connected), ...busy.keys()])].sort((a, b) => a.localeCompare(b, undefined, { numeric: true }));
  const trainers = names.map(name => [name, busy.get(name) ?? []]);
  return [
    el('div.tiles', null,
      tile(t('fleet.slots'), slots, t('fleet.slotsNote')),
      tile(t('fleet.busy'), running.length, t('fleet.idle', { idle: Math.max(0, slots - running.length) })),
      tile(t('fleet.queue'), queued, t('fleet.queueNote')),
      tile(t('fleet.wanted'), wanted, wanted > slots ? t('fleet.missing', { missing: wanted - slots }) : t('fleet.enough'))),
    slots === 0 && wanted > 0 ? el('p.warning', null, t('fleet.nobody')) : null,
    card(t('fleet.trainers'), table([
      [t('column.trainer'), ([name]) => el('strong', null, name)],
      [t('fleet.device'), ([, trials]) => [...new Set(trials.map(trial => trial.device))].join(', ') || '–'],
      [t('fleet.slots'), ([name]) => connected[name] ?? t('fleet.gone'), 'number'],
      [t('fleet.trials'), ([, trials]) => !trials.length ? t('fleet.idles') : trials.map(trial => el('div', null, trialLink(trial), ' ',
        el('small', null, t('fleet.doing', { epochs: trial.epochs, time: duration(between(trial.startedAt)), objective: objective(trial.objective) }))))],
    ], trainers, t('fleet.quiet'))),
    card(t('fleet.queue'), table([
      [t('column.study'), one => link(to(['studies', one.study]), one.study)],
      [t('fleet.waiting'), one => one.trials, 'number'],
    ], waiting, t('fleet.empty'))),
  ];
}
