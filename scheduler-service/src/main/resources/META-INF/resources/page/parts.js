// Small parts that several views show.
import { el, link } from './dom.js';
import { ended } from './facts.js';
import { whole } from './format.js';
import { to } from './route.js';
import { known, t } from './words.js';

const SIGNS = {
  waiting: '○', running: '▶', completed: '✓', stopped: '■', infeasible: '⊘', failed: '✕',
  paused: '❙❙', cancelled: '■', lost: '…',
};

// A state by colour, sign and word.
export function badge(state) {
  return el(`span.badge.${state}`, null, el('span', { 'aria-hidden': 'true' }, SIGNS[state] ?? '·'), ' ', known('state', state));
}

export function rule(name) {
  return name ? known('rule', name) : '';
}

export function progress(study) {
  const done = ended(study);
  const all = study.spec.budget.trials;
  return el('span.progress', { title: t('study.progress', { done, all }) },
    el('progress', { value: done, max: all, 'aria-label': t('study.progress', { done, all }) }),
    el('span', null, `${whole(done)} / ${whole(all)}`));
}

export function trialLink(trial) {
  return link(to(['trials', trial.id ?? trial]), String(trial.id ?? trial));
}

export function tile(name, value, note) {
  return el('div.tile', null, el('span', null, name), el('strong', null, value), note ? el('small', null, note) : null);
}

export function card(title, content, tools) {
  return el('section.card', null, el('div.head', null, el('h2', null, title), tools), content);
}

// A table from [name, value] pairs.
export function pairs(entries) {
  return el('table.pairs', null, el('tbody', null, entries.map(([name, value]) =>
    el('tr', null, el('th', { scope: 'row' }, name), el('td', null, value)))));
}

// A plain table. `columns`: [title, row => cell, class]; on a phone each row becomes a card.
export function table(columns, rows, empty) {
  if (!rows.length) return el('p.empty', null, empty);
  return el('div.scroll', { tabindex: 0 }, el('table.rows', null,
    el('thead', null, el('tr', null, columns.map(([title, , kind]) => el('th', { scope: 'col', class: kind }, title)))),
    el('tbody', null, rows.map(row => el('tr', null, columns.map(([title, cell, kind]) =>
      el('td', { class: kind, 'data-label': title }, cell(row))))))));
}

export function loading() {
  return el('p.empty', { 'aria-busy': 'true' }, t('empty.loading'));
}
