// Which rule stopped which trials, with the numbers that it saw.
import { get, path } from '../api.js';
import { changed, el, fill } from '../dom.js';
import { number } from '../format.js';
import { card, pairs, rule, table, trialLink } from '../parts.js';
import { current, note } from '../route.js';
import { known, t } from '../words.js';

const SIZE = 50;

export async function show(root, shown, signal) {
  const { study } = shown;
  const rules = el('div.choices', { role: 'group', 'aria-label': t('column.rule') });
  const list = el('div');
  const more = el('div.buttons');
  let chosen = current().query.get('rule');
  let size = SIZE;
  fill(root, card(t('tab.stops'), [rules, list, more]));

  shown.changed = async () => {
    const counts = Object.entries(shown.study.stops).sort(([, a], [, b]) => b - a);
    if (!counts.length) {
      fill(list, el('p.empty', null, t('stops.none')));
      return;
    }
    if (!counts.some(([name]) => name === chosen)) [[chosen]] = counts;
    if (changed(rules, counts, chosen)) fill(rules, counts.map(([name, count]) => el('button', { id: `rule-${name}`, 'aria-pressed': String(name === chosen), onclick: () => choose(name) }, rule(name), ' ', el('strong', null, count))));
    const page = await get(`${path.study(study.id)}/trials?rule=${chosen}&sort=number&size=${size}`, signal);
    if (changed(list, chosen, page)) fill(list, el('p.note', null, known('ruleAbout', chosen)), table(columns(), page.items, t('stops.none')));
    fill(more, page.total > page.items.length && size < 1000
      ? el('button', { onclick: () => { size = Math.min(1000, size * 4); shown.changed(); } }, t('stops.more', { shown: page.items.length, total: page.total })) : null);
  };

  function choose(name) {
    chosen = name;
    size = SIZE;
    note({ rule: name });
    shown.changed();
  }
}

function columns() {
  return [
    [t('column.trial'), trialLink],
    [t('axis.iteration'), trial => number(trial.stop.iteration), 'number'],
    [t('column.epochs'), trial => trial.epochs.length, 'number'],
    [t('stops.why'), trial => trial.stop.message, 'wide'],
    [t('stops.evidence'), trial => pairs(Object.entries(trial.stop.evidence).map(([name, value]) => [name, number(value)]))],
  ];
}
