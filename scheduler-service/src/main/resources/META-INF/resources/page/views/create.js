// A new study: from a template, from another study, or from nothing; checked by the server as you type.
import { change, find, get, path } from '../api.js';
import { attempt, explained, tell } from '../dialogs.js';
import { el, field, fill } from '../dom.js';
import { card } from '../parts.js';
import { current, go, to } from '../route.js';
import { t } from '../words.js';
import { yaml } from '../yaml.js';

const PATIENCE_MS = 350;
const TYPE = 'application/yaml';

export async function show(root, _, signal) {
  const { query } = current();
  const [templates, studies] = await Promise.all([get('/api/v1/templates', signal), get('/api/v1/studies?size=1000', signal)]);
  const taken = new Set(studies.items.map(study => study.id));
  const editor = el('textarea.code', {
    id: 'yaml', rows: 24, spellcheck: 'false', autocapitalize: 'off', oninput: () => later(),
    'aria-describedby': 'check',
  });
  const check = el('div.check', { id: 'check', role: 'status', 'aria-live': 'polite' });
  const create = el('button.primary', { id: 'create', onclick: submit }, t('create.submit'));
  let timer = 0;
  let asked = 0;

  function later() {
    clearTimeout(timer);
    timer = setTimeout(verify, PATIENCE_MS);
  }

  // The latest answer counts, not the one that comes last.
  async function verify() {
    const mine = ++asked;
    try {
      const { spec, warnings } = await change('POST', '/api/v1/studies?dryRun=true', editor.value, TYPE, signal);
      if (mine === asked) accepted(spec, warnings);
    } catch (error) {
      if (mine === asked && error.name !== 'AbortError') refused(error);
    }
  }

  function accepted(spec, warnings) {
    create.disabled = false;
    const { trials, epochs, parallelism } = spec.budget;
    fill(check,
      el('p.good', null, '✓ ', t('create.good')),
      el('p', null, t('create.summary', { trials, epochs, parallelism, parameters: Object.keys(spec.space).length, sampler: spec.sampler.type, dataset: spec.dataset })),
      warnings.map(warning => el('p.warning', null, '⚠ ', warning)));
  }

  function refused(error) {
    create.disabled = true;
    const faults = (error.errors ?? []).map(fault => el('li', null,
      el('button.quiet.code', { onclick: () => mark(fault.field), title: t('create.goTo') }, fault.field || t('create.body')),
      ' ', fault.message.startsWith(fault.field) ? fault.message.slice(fault.field.length) : fault.message));
    fill(check, el('p.bad', null, '✕ ', faults.length ? t('create.faults', { count: faults.length }) : explained(error)),
      faults.length ? el('ul', null, faults) : null);
  }

  // Selects the line that writes the last part of a dotted field.
  function mark(name) {
    const parts = name.split('.');
    for (const part of parts.reverse()) {
      const at = editor.value.search(new RegExp(`(^|[\\s{,])${part.replace(/[^\w]/g, '')}\\s*:`, 'm'));
      if (at >= 0) {
        const end = editor.value.indexOf('\n', at + 1);
        editor.focus();
        editor.setSelectionRange(at, end < 0 ? editor.value.length : end);
        return;
      }
    }
  }

  async function submit() {
    const study = await attempt(create, () => change('POST', '/api/v1/studies', editor.value, TYPE));
    if (!study) return;
    (study.warnings ?? []).forEach(warning => tell(warning));
    go(to(['studies', study.id]));
  }

  // A name can be used once: the first that is free goes in.
  function use(text) {
    editor.value = text.replace(/^name: *([a-z0-9-]+)/m, (_, name) => `name: ${free(name)}`);
    verify();
  }

  function free(name) {
    let number = 1;
    const numbered = () => number === 1 ? name : `${name}-${number}`;
    while (taken.has(numbered())) number++;
    return numbered();
  }

  const buttons = templates.map(template => el('button.template', {
    'data-template': template.name,
    onclick: () => { history.replaceState(null, '', to(['new'], { template: template.name })); use(template.yaml); },
  }, el('strong', null, template.name), el('span', null, template.about)));
  fill(root,
    el('div.title', null, el('h1', null, t('nav.new'))),
    el('div.columns', null,
      card(t('create.templates'), el('div.templates', null, buttons)),
      card(t('create.study'), [field(t('create.yaml'), editor), check, el('div.buttons', null, create)])));

  const other = query.get('from');
  const clone = other && await find(path.study(other), signal);
  const chosen = templates.find(template => template.name === query.get('template')) ?? templates[0];
  use(clone ? cloned(clone) : chosen.yaml);
}

// A study as people would write it.
function cloned(study) {
  const { spec } = study;
  const written = { name: study.id, ...spec };
  if (spec.pruner.type === 'none') delete written.pruner;
  if (spec.warmStart === null) delete written.warmStart;
  if (spec.sampler.type === 'by-hand') delete written.space;
  return yaml(written);
}
