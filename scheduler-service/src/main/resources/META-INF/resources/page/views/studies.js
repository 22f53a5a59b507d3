// All studies.
import { get } from '../api.js';
import { changed, el, fill, link, select } from '../dom.js';
import * as facts from '../facts.js';
import { number, objective, percent, time } from '../format.js';
import { keys } from '../keys.js';
import { keep } from '../live.js';
import { badge, loading, progress, table } from '../parts.js';
import { current, note, to } from '../route.js';
import { known, t } from '../words.js';

const SIZE = 1000;
const STATES = ['running', 'paused', 'completed', 'cancelled', 'failed'];

export async function show(root, _, signal) {
  const { query } = current();
  let page = null;
  const filter = el('input', {
    type: 'search', id: 'filter', value: query.get('name') ?? '', placeholder: t('studies.filter'), 'aria-label': t('studies.filter'),
    oninput: () => { note({ name: filter.value }); draw(); },
  });
  const state = select({ id: 'state', 'aria-label': t('column.state'), onchange: () => { note({ state: state.value }); draw(); } },
    [['', t('studies.any')], ...STATES.map(name => [name, known('state', name)])], query.get('state') ?? '');
  const list = el('div.card', { id: 'studies' }, loading());
  fill(root,
    el('div.title', null, el('h1', null, t('nav.studies')),
      el('div.buttons', null, filter, state, el('a.button.primary', { href: '#/new' }, t('nav.new')))),
    list);
  keys.add({ '/': ['keys.filter', () => filter.focus()] }, signal);

  function draw() {
    const wanted = page.items
      .filter(study => study.id.includes(filter.value.trim()) && (!state.value || study.state === state.value))
      .sort((a, b) => b.createdAt.localeCompare(a.createdAt));
    if (!page.total) {
      fill(list, el('div.empty', null, el('p', null, t('studies.none')), el('a.button.primary', { href: '#/new' }, t('nav.new'))));
      return;
    }
    fill(list, table(columns(), wanted, t('studies.noneSuch')),
      page.total > page.items.length ? el('p.note', null, t('studies.more', { shown: page.items.length, all: page.total })) : null);
  }

  await keep(async () => {
    page = await get(`/api/v1/studies?size=${SIZE}`, signal);
    if (changed(list, page)) draw();
  }, 3, signal).done;
}

function columns() {
  return [
    [t('column.study'), study => link(to(['studies', study.id]), study.id), 'name'],
    [t('column.state'), study => badge(study.state)],
    [t('column.progress'), progress],
    [t('column.best'), best, 'number'],
    [t('column.perHour'), study => number(facts.perHour(study), 3), 'number'],
    [t('column.saved'), saved, 'number'],
    [t('column.sampler'), study => el('span.note', null, [study.spec.sampler.type, study.spec.pruner.type].filter(name => name !== 'none').join(' + '))],
    [t('column.created'), study => time(study.createdAt), 'when'],
  ];
}

function best(study) {
  if (!study.best) return '–';
  return el('a', { href: to(['trials', study.best.trial]), title: `${study.spec.objective.metric}, ${study.best.trial}` }, objective(study.best.objective));
}

function saved(study) {
  return study.epochsSaved
    ? el('span', { title: t('study.saved', { saved: study.epochsSaved, trained: study.epochsTrained }) }, percent(facts.saved(study)))
    : '–';
}
