// The page's texts in the reader's language.
import en from './words/en.js';
import zh from './words/zh.js';

const KEY = 'athanor.language';
const WORDS = { en, zh };

let chosen = localStorage.getItem(KEY) ?? (navigator.language.startsWith('zh') ? 'zh' : 'en');

export function language() {
  return chosen;
}

export function speak(tongue) {
  chosen = tongue;
  localStorage.setItem(KEY, tongue);
}

// The text of `key`, with {names} replaced.
export function t(key, values = {}) {
  const text = WORDS[chosen][key] ?? WORDS.en[key] ?? key;
  return text.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}

// The text of `key` where there is one; what the server calls by a name we do not know keeps it.
export function known(prefix, name) {
  return WORDS[chosen][`${prefix}.${name}`] ?? name;
}
