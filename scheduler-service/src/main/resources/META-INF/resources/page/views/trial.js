// Everything about one trial, live.
import { change, download, find, get, path } from '../api.js';
import { ask, attempt } from '../dialogs.js';
import { changed, el, fill, link } from '../dom.js';
import { FINAL, seconds } from '../facts.js';
import { duration, flattened, number, objective, percent, time, value, whole } from '../format.js';
import { follow, keep } from '../live.js';
import { losses, panel } from '../curves.js';
import { badge, card, loading, pairs, rule, table, tile } from '../parts.js';
import { to } from '../route.js';
import { known, t } from '../words.js';
import { joined } from './join.js';
import { weights } from './weights.js';

const LOOK_SECONDS = 5;

export async function show(root, [id], signal) {
  const base = path.trial(id);
  const head = el('div', null, loading());
  const facts = el('div');
  const diagnosis = el('div');
  const weighed = el('div');
  const plots = panel(signal);
  let curve = null;
  let trial = await get(base, signal);
  let drawing = false;
  fill(root, head, el('div.with-side', null,
    el('div', null, plots.cards, card(t('trial.weights'), weighed)),
    el('div', null, card(t('trial.diagnosis'), diagnosis), facts)));

  // Blocks of losses come faster than anybody can look.
  async function draw() {
    if (drawing) return;
    drawing = true;
    await plots.show([{ id, curve }]);
    setTimeout(() => { drawing = false; if (curve?.fresh) { curve.fresh = false; draw(); } }, 400);
  }

  const loop = keep(look, LOOK_SECONDS, signal);

  async function look() {
    trial = await get(base, signal);
    if (changed(head, trial)) fill(head, headline(trial, loop));
    if (changed(facts, { ...trial, epochs: 0, objective: 0 })) fill(facts, aside(trial));
    if (trial.state === 'waiting') {
      await plots.show([]);
      fill(diagnosis, el('p.empty', null, t('trial.waits')));
      return;
    }
    const [judged, measured] = await Promise.all([find(`${base}/diagnosis`, signal), find(`${base}/weights`, signal)]);
    if (changed(diagnosis, judged)) fill(diagnosis, verdict(judged));
    weights(weighed, measured);
    if (FINAL.includes(trial.state) && !curve) curve = await losses(id, 1, signal);
    if (FINAL.includes(trial.state)) await draw();
  }

  async function listen() {
    while (!signal.aborted && !FINAL.includes(trial.state)) {
      try {
        await follow(`${base}/losses/stream`, {
          onEvent: update => { curve = joined(curve, update); curve.fresh = drawing; draw(); if (update.epochs.length || update.outcome) loop.again(); },
          onOpen: () => { curve = null; },
        }, signal);
      } catch (error) {
        if (error.status !== 404) throw error;
      }
      // Over, or not begun yet: the record will say.
      await new Promise(resolve => setTimeout(resolve, 1000));
    }
    if (!signal.aborted) curve = await losses(id, 1, signal);
    loop.again();
  }
  await Promise.all([loop.done, FINAL.includes(trial.state) ? null : listen()]);
}

function headline(trial, loop) {
  const stop = async event => {
    const button = event.currentTarget;
    if (!(await ask(t('trial.stop'), el('p', null, t('trial.stopSure', { trial: trial.id })), t('trial.stop')))) return;
    await attempt(button, () => change('POST', `${path.trial(trial.id)}/stop`), t('trial.stopping'));
    loop.again();
  };
  const save = which => event => attempt(event.currentTarget, () =>
    download(`${path.trial(trial.id)}/model?weights=${which}`, `${trial.id}-${which}.safetensors`));
  const last = trial.epochs.at(-1);
  return [
    el('div.title', null,
      el('h1', null, link(to(['studies', trial.study]), trial.study), ' / ', trial.id, ' ', badge(trial.state)),
      el('div.buttons', null,
        trial.number > 1 && el('a.button', { href: to(['trials', `${trial.study}-${trial.number - 1}`]), 'aria-label': t('trial.previous') }, '←'),
        el('a.button', { href: to(['trials', `${trial.study}-${trial.number + 1}`]), 'aria-label': t('trial.next') }, '→'),
        el('a.button', { id: 'compare', href: to(['compare'], { trial: trial.id }) }, t('trial.compare')),
        trial.epochs.length ? el('button', { id: 'model', onclick: save('best') }, t('trial.best')) : null,
        trial.epochs.length ? el('button', { onclick: save('last') }, t('trial.last')) : null,
        !FINAL.includes(trial.state) && el('button.danger', { id: 'stop', disabled: trial.stop !== null, onclick: stop }, t('trial.stop')))),
    trial.stop ? el('div.notice', null,
      el('p', null, el('strong', null, rule(trial.stop.rule)), ' · ', trial.stop.message, trial.stop.iteration ? ` (${t('axis.iterationAt', { iteration: whole(trial.stop.iteration) })})` : ''),
      Object.keys(trial.stop.evidence).length ? pairs(Object.entries(trial.stop.evidence).map(([name, one]) => [name, number(one)])) : null) : null,
    trial.reason ? el('p.warning', null, trial.reason) : null,
    el('div.tiles', null,
      tile(t('column.objective'), objective(trial.objective)),
      tile(t('column.epochs'), trial.epochs.length),
      tile(t('trial.accuracy'), last ? percent(last.testAccuracy) : '–', last ? t('trial.train', { accuracy: percent(last.trainAccuracy) }) : ''),
      tile(t('column.took'), duration(seconds(trial)), trial.trainer ? `${trial.trainer}, ${trial.device}` : '')),
  ];
}

function verdict(judged) {
  if (!judged) return el('p.empty', null, t('curves.none'));
  return [
    el('p', null, el('strong.verdict', null, known('verdict', judged.verdict)), judged.finished ? '' : ` ${t('trial.soFar')}`),
    el('p', null, known('remedy', judged.verdict) === judged.verdict ? judged.remedy : known('remedy', judged.verdict)),
    el('details', null, el('summary', null, t('trial.numbers')), pairs(Object.entries(judged.numbers).map(([name, one]) => [name, number(one)]))),
  ];
}

function aside(trial) {
  const own = new Set(Object.keys(trial.point));
  const entries = flattened(trial.hyperparameters).sort(([a], [b]) => own.has(b) - own.has(a));
  return [
    card(t('trial.hyperparameters'), el('div.scroll.tall', { tabindex: 0 }, pairs(entries.map(([name, one]) =>
      [own.has(name) ? el('mark', { title: t('trial.own') }, name) : name, value(one)])))),
    card(t('trial.attempts'), table([
      [t('column.attempt'), attempt => attempt.attempt, 'number'],
      [t('column.state'), attempt => attempt.outcome ? known('outcome', attempt.outcome) : badge(trial.state)],
      [t('column.trainer'), attempt => attempt.trainer ?? '–'],
      [t('trial.until'), attempt => attempt.reason ? `${time(attempt.endedAt)}: ${attempt.reason}` : time(attempt.endedAt)],
    ], [...trial.endedAttempts, { attempt: trial.attempt, trainer: trial.trainer, endedAt: trial.endedAt }], '')),
    trial.preparation ? card(t('trial.network'), network(trial.preparation)) : null,
    card(t('trial.facts'), pairs([
      [t('trial.seed'), trial.seed], [t('column.stage'), trial.stage ?? '–'], [t('trial.proposed'), time(trial.proposedAt)],
      [t('trial.started'), time(trial.startedAt)], [t('trial.ended'), time(trial.endedAt)],
      ...(trial.preparation ? [[t('trial.dataset'), trial.preparation.dataset], [t('trial.images'), whole(trial.preparation.trainImages)],
        [t('trial.threads'), trial.preparation.threads], ...Object.entries(trial.preparation.versions)] : []),
    ])),
  ];
}

function network({ layers }) {
  return [
    el('p.note', null, t('trial.parameters', { count: whole(layers.reduce((sum, layer) => sum + layer.parameters, 0)) })),
    table([
      [t('trial.layer'), layer => el('span', { title: layer.description }, layer.name, ' ', el('small', null, layer.description.replace(/\(.*/, '')))],
      [t('trial.output'), layer => layer.output],
      [t('trial.size'), layer => whole(layer.parameters), 'number'],
    ], layers, ''),
  ];
}
