// What each stage of a guided study bought.
import { download, get, path } from '../api.js';
import { attempt } from '../dialogs.js';
import { el, fill, link } from '../dom.js';
import { objective, percent, value } from '../format.js';
import { card, table } from '../parts.js';
import { to } from '../route.js';
import { known, t } from '../words.js';

export async function show(root, shown, signal) {
  const { study } = shown;
  const base = path.study(study.id);
  const list = el('div');
  const csv = el('button', { onclick: event => attempt(event.currentTarget, () => download(`${base}/stages.csv`, `${study.id}-stages.csv`)) }, 'CSV');
  fill(root, card(t('tab.stages'), [el('p.note', null, t('stages.note')), list], csv));
  shown.changed = async () => {
    const { stages } = await get(`${base}/stages`, signal);
    fill(list, table([
      [t('column.stage'), stage => el('strong', null, known('stage', stage.stage))],
      [t('column.state'), stage => known('stageState', stage.state)],
      [t('stages.trials'), stage => stage.trials, 'number'],
      [t('stages.data'), stage => percent(stage.dataFraction), 'number'],
      [t('stages.before'), stage => objective(stage.before), 'number'],
      [t('stages.after'), stage => stage.best ? link(to(['trials', `${study.id}-${stage.best}`]), objective(stage.after)) : objective(stage.after), 'number'],
      [t('stages.changed'), stage => changes(stage.changed)],
    ], stages, t('stages.none')));
  };
}

function changes(changed) {
  const entries = Object.entries(changed);
  return entries.length
    ? entries.map(([name, { from, to: now }]) => el('div', null, `${name}: ${said(from)} → ${said(now)}`))
    : '–';
}

function said(one) {
  return one === null ? t('stages.default') : value(one);
}
