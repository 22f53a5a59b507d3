// What the study was asked for, as YAML that can be posted again.
import { el, fill } from '../dom.js';
import { time } from '../format.js';
import { card, pairs } from '../parts.js';
import { t } from '../words.js';
import { yaml } from '../yaml.js';

export async function show(root, shown) {
  const { study } = shown;
  fill(root,
    card(t('settings.spec'), el('pre.code', { tabindex: 0 }, yaml({ name: study.id, ...study.spec }))),
    card(t('settings.times'), pairs([
      [t('column.created'), time(study.createdAt)],
      [t('settings.closed'), time(study.closedAt)],
      [t('settings.enqueued'), study.enqueued.length],
    ])));
}
