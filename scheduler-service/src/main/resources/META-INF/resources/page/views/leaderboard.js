// The leaderboard: every trial, sorted and filtered by the server, with parallel coordinates whose
// brushes filter it, too.
import { download, get, path } from '../api.js';
import { attempt } from '../dialogs.js';
import { el, fill, select } from '../dom.js';
import { seconds } from '../facts.js';
import { duration, objective, value, whole } from '../format.js';
import { keys } from '../keys.js';
import { badge, card, rule, trialLink } from '../parts.js';
import { current, go, note, to } from '../route.js';
import { grid } from '../table.js';
import { known, t } from '../words.js';
import { parallel } from './parallel.js';

const STATES = ['waiting', 'running', 'completed', 'stopped', 'infeasible', 'failed'];

export async function show(root, shown, signal) {
  const { study } = shown;
  const { query } = current();
  const base = path.study(study.id);
  const names = Object.keys(study.spec.space);
  const columns = allColumns(study, names);
  const picked = new Set(query.getAll('pick').map(Number));
  let where = query.getAll('where');
  let sort = query.get('sort') ?? 'objective';
  let visible = query.getAll('column');
  if (!visible.length) visible = columns.filter(column => column.usual).map(column => column.id);

  const state = select({ id: 'state', 'aria-label': t('column.state'), onchange: filtered },
    [['', t('trials.anyState')], ...STATES.map(one => [one, known('state', one)])], query.get('state') ?? '');
  const filter = el('input', {
    type: 'search', id: 'filter', placeholder: t('trials.where'), 'aria-label': t('trials.where'), title: t('trials.whereNote'),
    onchange: () => { if (filter.value.trim()) { where = [...where, filter.value.trim()]; filter.value = ''; filtered(); } },
  });
  const chips = el('div.chips');
  const compare = el('button', { id: 'compare', onclick: () => go(to(['compare'], { trial: [...picked].map(number => `${study.id}-${number}`) })) });
  const error = el('p.bad', { role: 'alert' });
  const total = el('span.note', { role: 'status' });
  const board = grid({ label: t('tab.trials'), load, onSort, onPick, onOpen: trial => go(to(['trials', trial.id])), isPicked: trial => picked.has(trial.number) }, signal);
  const lines = await parallel(study, brushed, signal);

  fill(root,
    card(t('trials.parallel'), lines.host, el('span.note', null, t('trials.brush'))),
    el('div.bar', null, state, filter, chooser(), el('button', { onclick: csv }, 'CSV'), compare, total),
    chips, error, board.host);
  keys.add({ '/': ['keys.filter', () => filter.focus()], c: ['keys.compare', () => compare.click()], ...board.keys }, signal);
  layout();
  pickedChanged();
  conditions();
  shown.changed = () => Promise.all([board.refresh(), lines.refresh()]);

  function csv(event) {
    return attempt(event.currentTarget, () => download(`${base}/trials.csv`, `${study.id}-trials.csv`));
  }

  async function load(page, size) {
    const asked = new URLSearchParams({ sort, page, size });
    if (state.value) asked.set('state', state.value);
    where.forEach(condition => asked.append('where', condition));
    try {
      const answer = await get(`${base}/trials/brief?${asked}`, signal);
      fill(error);
      fill(total, t('trials.total', { total: whole(answer.total) }));
      return answer;
    } catch (problem) {
      if (problem.status !== 422) throw problem;
      fill(error, problem.errors.map(fault => fault.message).join('; '));
      return { items: [], total: 0 };
    }
  }

  function filtered() {
    note({ state: state.value, where });
    conditions();
    board.restart();
  }

  function conditions() {
    fill(chips, where.map(condition => el('button.chip', {
      title: t('trials.remove'),
      onclick: () => { where = where.filter(one => one !== condition); lines.forget(condition); filtered(); },
    }, condition, ' ✕')));
  }

  // One condition an axis: a new brush replaces the old one.
  function brushed(name, condition) {
    where = where.filter(one => !one.startsWith(`${name}:`));
    if (condition) where.push(condition);
    filtered();
  }

  function onSort(id) {
    sort = sort === id ? `-${id}` : id;
    note({ sort });
    layout();
    board.restart();
  }

  function onPick(trial) {
    if (!picked.delete(trial.number)) picked.add(trial.number);
    note({ pick: [...picked] });
    pickedChanged();
  }

  function pickedChanged() {
    compare.disabled = picked.size < 2;
    fill(compare, t('trials.compare', { count: picked.size }));
    lines.pick(picked);
  }

  function layout() {
    board.columns(columns.filter(column => visible.includes(column.id)), sort);
  }

  function chooser() {
    return el('details.chooser', null, el('summary', null, t('trials.columns')), el('div', null, columns.map(column => el('label', null,
      el('input', {
        type: 'checkbox', checked: visible.includes(column.id), id: `column-${column.id}`,
        onchange: event => {
          visible = event.target.checked ? [...visible, column.id] : visible.filter(id => id !== column.id);
          note({ column: visible });
          layout();
        },
      }), ' ', column.title))));
  }
}

// `sort`: whether the server can sort by it.
function allColumns(study, names) {
  const repeats = study.spec.repeats > 1;
  const column = (id, title, cell, more = {}) => ({ id, title, cell, sort: true, usual: true, ...more });
  return [
    column('number', t('column.trial'), trialLink, { width: 7 }),
    column('state', t('column.state'), trial => badge(trial.state), { width: 8 }),
    column('objective', t(repeats ? 'column.mean' : 'column.objective'), trial => objective(trial.rank), { number: true, width: 6 }),
    column('epochs', t('column.epochs'), trial => `${trial.epochs} / ${study.spec.budget.epochs}`, { number: true, width: 5 }),
    ...names.map(name => column(name, name, trial => value(trial.values[name]), { number: study.spec.space[name].type !== 'categorical', width: 8 })),
    column('rule', t('column.rule'), trial => rule(trial.rule), { sort: false, width: 9 }),
    column('seconds', t('column.took'), trial => duration(seconds(trial)), { number: true, width: 7 }),
    column('trainer', t('column.trainer'), trial => trial.trainer ?? '–', { sort: false, usual: false, width: 7 }),
    column('attempt', t('column.attempt'), trial => trial.attempt, { sort: false, usual: false, number: true, width: 5 }),
    ...(study.spec.sampler.type === 'guided' ? [column('stage', t('column.stage'), trial => trial.stage ?? '–', { sort: false, width: 9 })] : []),
  ];
}
