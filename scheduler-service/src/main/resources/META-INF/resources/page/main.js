// The shell: navigation, language, theme, the state of the connection, keys; and which view shows.
import { el, fill, link } from './dom.js';
import { Problem } from './api.js';
import { explained } from './dialogs.js';
import { connection } from './live.js';
import { keys } from './keys.js';
import { current, onRoute } from './route.js';
import { language, speak, t } from './words.js';
import { clock } from './format.js';
import { theme } from './theme.js';

const VIEWS = {
  '': () => import('./views/studies.js'),
  new: () => import('./views/create.js'),
  studies: () => import('./views/study.js'),
  trials: () => import('./views/trial.js'),
  compare: () => import('./views/compare.js'),
  fleet: () => import('./views/fleet.js'),
};

const header = el('header.top');
const banner = el('div.banner', { role: 'status', hidden: true });
const main = el('main', { id: 'view', tabIndex: -1 });
let showing = new AbortController();

function shell() {
  document.documentElement.lang = language();
  const [place] = current().path;
  const entry = (href, name, key) =>
    el('a', { href, 'aria-current': (place ?? '') === name ? 'page' : undefined }, t(key));
  fill(header,
    el('a.skip', { href: '#view', onclick: event => { event.preventDefault(); main.focus(); } }, t('nav.skip')),
    el('a.brand', { href: '#/' }, el('img', { src: '/page/athanor.svg', alt: '', width: 24, height: 24 }), 'Athanor'),
    el('nav', { 'aria-label': t('nav.label') },
      entry('#/', '', 'nav.studies'), entry('#/fleet', 'fleet', 'nav.fleet'), entry('#/new', 'new', 'nav.new')),
    el('div.tools', null,
      el('button.quiet', { id: 'language', onclick: switchLanguage, lang: language() === 'zh' ? 'en' : 'zh' }, language() === 'zh' ? 'English' : '中文'),
      el('button.quiet', { id: 'theme', onclick: switchTheme, 'aria-label': t('nav.theme'), title: t('nav.theme') }, theme.isDark() ? '☀' : '☾'),
      el('button.quiet', { id: 'keys', onclick: keys.show, 'aria-label': t('nav.keys'), title: t('nav.keys') }, '?')));
}

function switchLanguage() {
  speak(language() === 'zh' ? 'en' : 'zh');
  show();
}

function switchTheme() {
  theme.turn();
  show();
}

function state() {
  banner.hidden = !connection.stale;
  if (connection.stale) fill(banner, t('connection.stale', { time: clock(connection.since) }));
}

async function show() {
  showing.abort();
  showing = new AbortController();
  const { signal } = showing;
  shell();
  state();
  const [place = '', ...rest] = current().path;
  const load = VIEWS[place];
  try {
    if (!load) throw new Problem(404, t('error.nowhere'));
    const view = await load();
    if (signal.aborted) return;
    const content = el('div', { class: `view ${place || 'home'}` });
    fill(main, content);
    document.title = [...rest, 'Athanor'].slice(-2).join(' · ');
    await view.show(content, rest, signal);
  } catch (error) {
    if (signal.aborted || error.name === 'AbortError') return;
    if (error.status === undefined) console.error(error);
    fill(main, el('div.view', null, el('div.problem', { role: 'alert' },
      el('h1', null, t('error.title')), el('p', null, explained(error)),
      el('p', null, el('button', { onclick: show }, t('error.again')), ' ', link('#/', t('error.home'))))));
  }
}

connection.addEventListener('change', state);
onRoute(show);
theme.onChange(show);
keys.start();
document.body.append(header, banner, main, el('div', { id: 'toasts' }));
show();
