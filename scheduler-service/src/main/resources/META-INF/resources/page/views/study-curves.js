// The curves of the trials that somebody picked, or else of the best and of those that run.
import { get, path } from '../api.js';
import { losses, panel } from '../curves.js';
import { changed, el, fill } from '../dom.js';
import { objective } from '../format.js';
import { badge, card } from '../parts.js';
import { current, go, note, to } from '../route.js';
import { t } from '../words.js';

const BEST = 5;
const LIST = 40;
const MOST = 24;

export async function show(root, shown, signal) {
  const { study } = shown;
  const base = path.study(study.id);
  const picked = new Set(current().query.getAll('pick').map(Number));
  const list = el('div.picks');
  const plots = panel(signal);
  const compare = el('button', { onclick: () => go(to(['compare'], { trial: names() })) }, t('curves.compare'));
  const ended = new Map();
  let usual = new Set();
  fill(root, el('div.with-side', null,
    el('div', null, plots.cards), card(t('curves.trials'), [el('p.note', null, t('curves.pick', { most: MOST })), list], compare)));

  function chosen() {
    return [...(picked.size ? picked : usual)].slice(0, MOST);
  }

  function names() {
    return chosen().map(number => `${study.id}-${number}`);
  }

  async function load(id, count) {
    const curve = ended.get(id) ?? await losses(id, count, signal);
    return { id, curve };
  }

  async function draw() {
    const ids = names();
    const curves = await Promise.all(ids.map(id => load(id, ids.length)));
    await plots.show(curves);
    return curves;
  }

  shown.changed = async () => {
    const [best, running] = await Promise.all([
      get(`${base}/trials/brief?size=${LIST}`, signal), get(`${base}/trials/brief?state=running&size=${LIST}`, signal)]);
    const measured = best.items.filter(trial => typeof trial.rank === 'number');
    const listed = [...new Map([...running.items, ...best.items].map(trial => [trial.number, trial])).values()];
    usual = new Set([...measured.slice(0, BEST), ...running.items.slice(0, BEST)].map(trial => trial.number));
    if (changed(list, listed)) fill(list, listed.map(item));
    const curves = await draw();
    // A curve of a trial that is over does not change.
    curves.filter(({ id }) => listed.find(trial => trial.id === id)?.endedAt).forEach(({ id, curve }) => curve && ended.set(id, curve));
  };

  function item(trial) {
    const on = picked.size ? picked.has(trial.number) : usual.has(trial.number);
    return el('label.pick', null,
      el('input', { type: 'checkbox', id: `pick-${trial.number}`, checked: on, onchange: toggle }),
      el('span', null, `#${trial.number}`), badge(trial.state), el('span.number', null, objective(trial.rank)));

    function toggle(event) {
      if (!picked.size) usual.forEach(number => picked.add(number));
      if (event.target.checked) picked.add(trial.number);
      else picked.delete(trial.number);
      note({ pick: [...picked] });
      draw();
    }
  }
}
