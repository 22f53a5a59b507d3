// Writes plain data as YAML: objects of objects over lines, what is small in one line.

const PLAIN = /^[A-Za-z][\w ./-]*$/;
const WORDS = /^(true|false|yes|no|on|off|null|y|n)$/i;
const LONGEST = 90;

export function yaml(data) {
  return Object.entries(data)
    .filter(([, value]) => value !== null && value !== undefined)
    .map(([name, value]) => entry(name, value, ''))
    .join('');
}

function entry(name, value, indent) {
  const short = `${indent}${key(name)}: ${flow(value)}\n`;
  if (!isObject(value) || (short.length <= LONGEST && !Object.values(value).some(isObject))) return short;
  const inner = Object.entries(value).filter(([, one]) => one !== null);
  return `${indent}${key(name)}:\n${inner.map(([one, deep]) => entry(one, deep, `${indent}  `)).join('')}`;
}

function flow(value) {
  if (Array.isArray(value)) return `[${value.map(flow).join(', ')}]`;
  if (isObject(value)) {
    const inner = Object.entries(value).filter(([, one]) => one !== null);
    return `{${inner.map(([name, one]) => `${key(name)}: ${flow(one)}`).join(', ')}}`;
  }
  return typeof value === 'string' && !(PLAIN.test(value) && !WORDS.test(value)) ? JSON.stringify(value) : scalar(value);
}

// YAML 1.1 reads 1e-4 as a text: it wants a dot.
function scalar(value) {
  const text = String(value);
  return typeof value === 'number' && /^-?\d+e/.test(text) ? text.replace('e', '.0e') : text;
}

function key(name) {
  return PLAIN.test(name) && !WORDS.test(name) ? name : JSON.stringify(name);
}

function isObject(value) {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}
