// One study, live: its head with what can be done to it, and one tab at a time.
import { change, get, path } from '../api.js';
import { ask, attempt } from '../dialogs.js';
import { changed, el, field, fill, link } from '../dom.js';
import * as facts from '../facts.js';
import { duration, between, number, objective, percent } from '../format.js';
import { keys } from '../keys.js';
import { follow, keep } from '../live.js';
import { badge, loading, progress, tile } from '../parts.js';
import { current, go, to } from '../route.js';
import { t } from '../words.js';
import { enqueue } from './enqueue.js';

const TABS = {
  overview: () => import('./overview.js'),
  trials: () => import('./leaderboard.js'),
  curves: () => import('./study-curves.js'),
  parameters: () => import('./parameters.js'),
  timeline: () => import('./timeline.js'),
  stops: () => import('./stops.js'),
  stages: () => import('./stages.js'),
  settings: () => import('./settings.js'),
};

// From now on: an id that no event has yet.
const NOW = '999999999999999999';
const LOOK_SECONDS = 15;

export async function show(root, [name, wanted = 'overview'], signal) {
  const tab = TABS[wanted] ? wanted : 'overview';
  const head = el('div.study-head', null, loading());
  const body = el('div', { class: `tab ${tab}`, id: 'tab' });
  const [view, first] = await Promise.all([TABS[tab](), get(path.study(name), signal)]);
  if (signal.aborted) return;
  let study = first;
  let loop = null;
  const shown = { get study() { return study; }, changed: () => {} };
  fill(root, head, tabs(name, tab, study), body);
  root.querySelector('.tabs [aria-current]').scrollIntoView({ block: 'nearest', inline: 'center' });
  draw();
  keys.add({
    ']': ['keys.nextTab', () => go(address(name, neighbour(tab, study, 1)))],
    '[': ['keys.previousTab', () => go(address(name, neighbour(tab, study, -1)))],
  }, signal);

  function draw() {
    if (changed(head, study)) fill(head, headline(study, loop), tiles(study));
  }

  async function look() {
    study = await get(path.study(name), signal);
    draw();
    await shown.changed();
  }
  // `shown.changed` is set by the tab: it draws what has changed of it, and all of it at first.
  await view.show(body, shown, signal);
  loop = keep(look, LOOK_SECONDS, signal);
  const events = facts.isSettled(study) ? null
    : follow(`${path.study(name)}/events`, { from: NOW, onEvent: loop.again, onOpen: loop.again }, signal);
  await Promise.all([loop.done, events]);
}

function address(name, tab) {
  const { query } = current();
  return to(['studies', name, ...(tab === 'overview' ? [] : [tab])], { pick: query.getAll('pick') });
}

function known(study) {
  return Object.keys(TABS).filter(tab => tab !== 'stages' || study.spec.sampler.type === 'guided');
}

function neighbour(tab, study, step) {
  const all = known(study);
  return all[(all.indexOf(tab) + step + all.length) % all.length];
}

function tabs(name, tab, study) {
  return el('nav.tabs', { 'aria-label': t('study.tabs') }, known(study).map(one =>
    el('a', { href: address(name, one), 'aria-current': one === tab ? 'page' : undefined }, t(`tab.${one}`))));
}

function headline(study, loop) {
  const paused = study.state === 'paused';
  const call = (method, rest, body) => async event => {
    await attempt(event.currentTarget, () => change(method, path.study(study.id) + rest, body), t('study.done'));
    loop?.again();
  };
  const cancel = async event => {
    const button = event.currentTarget;
    if (!(await ask(t('study.cancel'), el('p', null, t('study.cancelSure', { study: study.id })), t('study.cancel')))) return;
    await attempt(button, () => change('POST', `${path.study(study.id)}/cancel`), t('study.done'));
    loop?.again();
  };
  const open = !facts.isOver(study);
  return el('div.title', null,
    el('h1', null, link('#/', t('nav.studies')), ' / ', study.id, ' ', badge(study.state)),
    el('div.buttons', null,
      open && el('button', { id: 'pause', onclick: call('PATCH', '', { paused: !paused }) }, t(paused ? 'study.resume' : 'study.pause')),
      open && el('button', { id: 'budget', onclick: () => budget(study, loop) }, t('study.budget')),
      open && el('button', { id: 'enqueue', onclick: () => enqueue(study, loop) }, t('study.enqueue')),
      el('a.button', { id: 'clone', href: to(['new'], { from: study.id }) }, t('study.clone')),
      open && el('button.danger', { id: 'cancel', onclick: cancel }, t('study.cancel'))),
    study.reason ? el('p.warning', null, study.reason) : null);
}

async function budget(study, loop) {
  const { trials, parallelism } = study.spec.budget;
  const most = el('input', { id: 'budget-trials', type: 'number', min: 1, max: 100000, value: trials });
  const together = el('input', { id: 'budget-parallelism', type: 'number', min: 1, max: 1000, value: parallelism });
  await ask(t('study.budget'),
    [field(t('budget.parallelism'), together, t('budget.parallelismNote')), field(t('budget.trials'), most)],
    t('study.change'),
    () => change('PATCH', path.study(study.id), { budget: { trials: most.valueAsNumber, parallelism: together.valueAsNumber } }));
  loop?.again();
}

function tiles(study) {
  const { spec, best } = study;
  const spared = facts.saved(study);
  return el('div.tiles', null,
    tile(t('column.best'),
      best ? link(to(['trials', best.trial]), objective(best.objective)) : '–',
      `${spec.objective.metric}, ${t(`direction.${spec.objective.direction}`)}`),
    tile(t('column.progress'), progress(study), t('study.open', { running: study.trials.running ?? 0, waiting: study.trials.waiting ?? 0, parallelism: spec.budget.parallelism })),
    tile(t('column.perHour'), number(facts.perHour(study), 3), t('study.since', { time: duration(between(study.createdAt, study.closedAt)) })),
    tile(t('column.saved'), percent(spared), t('study.saved', { saved: study.epochsSaved, trained: study.epochsTrained })));
}
