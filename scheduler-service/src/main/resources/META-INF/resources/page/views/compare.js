// Two or more trials side by side: their curves over each other, and only what differs.
import { find, get, path } from '../api.js';
import { losses, panel } from '../curves.js';
import { colour } from '../charts.js';
import { changed, el, fill, link } from '../dom.js';
import { FINAL, seconds } from '../facts.js';
import { duration, flattened, objective, percent, value } from '../format.js';
import { keep } from '../live.js';
import { badge, card, loading } from '../parts.js';
import { current, go, to } from '../route.js';
import { known, t } from '../words.js';

const LOOK_SECONDS = 3;
const MOST = 12;

export async function show(root, _, signal) {
  const ids = [...new Set(current().query.getAll('trial'))].slice(0, MOST);
  const head = el('div.chips');
  const differences = el('div', null, loading());
  const plots = panel(signal);
  const add = el('input', { id: 'add', placeholder: t('compare.add'), 'aria-label': t('compare.add') });
  const error = el('p.bad', { role: 'alert' });
  fill(root,
    el('div.title', null, el('h1', null, t('compare.title')),
      el('form.buttons', { onsubmit: submit }, add, el('button', { type: 'submit' }, t('compare.addButton')))),
    error, head, card(t('compare.differences'), differences), plots.cards);
  fill(head, ids.map((id, i) => el('button.chip', { title: t('compare.remove'), onclick: () => go(to(['compare'], { trial: ids.filter(one => one !== id) })) },
    el('i', { '--colour': colour(i) }), id, ' ✕')));
  if (!ids.length) {
    fill(differences, el('p.empty', null, t('compare.none')));
    await plots.show([]);
    return;
  }
  const over = new Map();

  async function submit(event) {
    event.preventDefault();
    const id = add.value.trim();
    if (await find(path.trial(id), signal)) go(to(['compare'], { trial: [...ids, id] }));
    else fill(error, t('compare.noTrial', { trial: id }));
  }

  // What is over does not change.
  async function load(id) {
    if (over.has(id)) return over.get(id);
    const [trial, curve, diagnosis] = await Promise.all([
      get(path.trial(id), signal), losses(id, ids.length, signal), find(`${path.trial(id)}/diagnosis`, signal)]);
    const loaded = { id, trial, curve, diagnosis };
    if (FINAL.includes(trial.state)) over.set(id, loaded);
    return loaded;
  }

  await keep(async () => {
    const all = await Promise.all(ids.map(load));
    if (changed(differences, all.map(({ trial, diagnosis }) => [trial, diagnosis]))) fill(differences, matrix(all));
    await plots.show(all);
  }, LOOK_SECONDS, signal).done;
}

function matrix(all) {
  const settings = all.map(({ trial }) => new Map(flattened(trial.hyperparameters)));
  const names = [...new Set(settings.flatMap(one => [...one.keys()]))]
    .filter(name => new Set(settings.map(one => value(one.get(name)))).size > 1);
  const row = (title, cell, kind = '') => el('tr', { class: kind }, el('th', { scope: 'row' }, title), all.map((one, i) => el('td', null, cell(one, i))));
  return el('div.scroll', { tabindex: 0 }, el('table.matrix', null,
    el('thead', null, el('tr', null, el('td'), all.map(({ id }, i) => el('th', { scope: 'col' }, el('i', { '--colour': colour(i) }), ' ', link(to(['trials', id]), id))))),
    el('tbody', null,
      names.length
        ? names.map(name => row(name, (_, i) => value(settings[i].get(name)), 'differs'))
        : el('tr', null, el('td', { colspan: all.length + 1 }, t(all.length > 1 ? 'compare.same' : 'compare.one'))),
      row(t('column.state'), ({ trial }) => badge(trial.state), 'first'),
      row(t('column.objective'), ({ trial }) => objective(trial.objective)),
      row(t('compare.test'), ({ trial }) => last(trial, 'testAccuracy')),
      row(t('compare.train'), ({ trial }) => last(trial, 'trainAccuracy')),
      row(t('column.epochs'), ({ trial }) => trial.epochs.length),
      row(t('trial.diagnosis'), ({ diagnosis }) => diagnosis ? known('verdict', diagnosis.verdict) : '–'),
      row(t('column.took'), ({ trial }) => duration(seconds(trial))))));
}

function last(trial, key) {
  const epoch = trial.epochs.at(-1);
  return epoch ? percent(epoch[key]) : '–';
}
