// The keyboard. Views add their own keys for as long as they show.
import { ask } from './dialogs.js';
import { el } from './dom.js';
import { go } from './route.js';
import { t } from './words.js';

const own = new Map();
let prefix = '';

const GLOBAL = {
  'g s': ['keys.studies', () => go('#/')],
  'g f': ['keys.fleet', () => go('#/fleet')],
  n: ['keys.new', () => go('#/new')],
  '?': ['keys.help', () => keys.show()],
};

function press(event) {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest('input, textarea, select, dialog')) return;
  const key = prefix ? `${prefix} ${event.key}` : event.key;
  const found = own.get(key) ?? GLOBAL[key];
  prefix = !prefix && event.key === 'g' ? 'g' : '';
  if (found) {
    event.preventDefault();
    found[1]();
  }
}

export const keys = {
  start() {
    addEventListener('keydown', press);
  },
  // `bindings`: {key: [word, action]}
  add(bindings, signal) {
    for (const [key, binding] of Object.entries(bindings)) own.set(key, binding);
    signal.addEventListener('abort', () => Object.keys(bindings).forEach(key => own.delete(key)), { once: true });
  },
  show() {
    const rows = [...Object.entries(GLOBAL), ...own].map(([key, [word]]) =>
      el('tr', null, el('td', null, key.split(' ').map(one => el('kbd', null, one))), el('td', null, t(word))));
    ask(t('keys.title'), el('table.keys', null, el('tbody', null, rows)), t('dialog.ok'));
  },
};
