// Numbers, times and values as people read them.
import { t, language } from './words.js';

export function number(value, digits = 4) {
  if (value === null || value === undefined) return '–';
  if (typeof value !== 'number') return String(value);
  if (!Number.isFinite(value)) return value > 0 ? '∞' : 'NaN';
  if (Number.isInteger(value) && Math.abs(value) < 1e7) return whole(value);
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-3 || size >= 1e7)) return value.toExponential(2).replace(/\.?0*e\+?/, 'e');
  return String(Number(value.toPrecision(digits)));
}

export function whole(value) {
  return new Intl.NumberFormat(language()).format(value);
}

// An objective keeps its decimals, so that a column of them lines up.
export function objective(value) {
  if (typeof value !== 'number') return '–';
  return Math.abs(value) < 1e-3 && value !== 0 ? value.toExponential(2) : value.toFixed(4);
}

export function percent(share) {
  return `${(100 * share).toFixed(1)} %`;
}

export function duration(seconds) {
  if (!Number.isFinite(seconds) || seconds < 0) return '–';
  if (seconds < 60) return `${seconds < 10 ? seconds.toFixed(1) : Math.round(seconds)} ${t('unit.s')}`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} ${t('unit.min')} ${Math.round(seconds % 60)} ${t('unit.s')}`;
  const hours = Math.floor(minutes / 60);
  return hours < 48
    ? `${hours} ${t('unit.h')} ${minutes % 60} ${t('unit.min')}`
    : `${Math.floor(hours / 24)} ${t('unit.d')} ${hours % 24} ${t('unit.h')}`;
}

export function between(from, to) {
  return from ? (Date.parse(to ?? new Date().toISOString()) - Date.parse(from)) / 1000 : NaN;
}

export function time(instant) {
  return instant
    ? new Intl.DateTimeFormat(language(), { dateStyle: 'short', timeStyle: 'medium' }).format(new Date(instant))
    : '–';
}

export function clock(instant) {
  return new Intl.DateTimeFormat(language(), { timeStyle: 'medium' }).format(new Date(instant));
}

// Any value of a hyperparameter.
export function value(any) {
  if (any === null || any === undefined) return '–';
  if (typeof any === 'number') return number(any, 6);
  return typeof any === 'object' ? JSON.stringify(any) : String(any);
}

// {a: {b: 1}, c: [2]} as [['a.b', 1], ['c', [2]]], blocks by number.
export function flattened(object, prefix = '') {
  return Object.entries(object ?? {}).flatMap(([name, inner]) => {
    const full = prefix + name;
    if (Array.isArray(inner) && inner.some(item => item && typeof item === 'object')) {
      return inner.flatMap((item, i) => flattened(item, `${full}.${i + 1}.`));
    }
    return inner && typeof inner === 'object' && !Array.isArray(inner)
      ? flattened(inner, `${full}.`)
      : [[full, inner]];
  });
}
