// The few things that the page needs of a framework.

const PROPERTIES = new Set(['value', 'checked', 'disabled', 'selected', 'indeterminate', 'open', 'tabIndex']);
const SVG = 'http://www.w3.org/2000/svg';

// An element: el('button.primary', {onclick: go, title: 'Go'}, 'Go'). Texts are texts, never HTML.
export function el(tag, props, ...children) {
  const [name, ...classes] = tag.split('.');
  const node = document.createElement(name || 'div');
  if (classes.length) node.className = classes.join(' ');
  return filled(node, props, children);
}

export function svg(tag, props, ...children) {
  return filled(document.createElementNS(SVG, tag), props, children);
}

function filled(node, props, children) {
  for (const [key, value] of Object.entries(props ?? {})) {
    if (value === undefined || value === null || value === false) continue;
    if (key.startsWith('on')) node.addEventListener(key.slice(2), value);
    else if (PROPERTIES.has(key)) node[key] = value;
    else if (key.startsWith('--')) node.style.setProperty(key, value);
    else node.setAttribute(key, value === true ? '' : value);
  }
  node.append(...flat(children));
  return node;
}

function flat(children) {
  return children.flat(Infinity).filter(child => child !== null && child !== undefined && child !== false);
}

const drawnOf = new WeakMap();

// Whether `data` is other than at the last call for `node`. What has not changed is not drawn again:
// a click on what is replaced between press and release is lost, and so is what somebody opened.
export function changed(node, ...data) {
  const text = JSON.stringify(data);
  const differs = drawnOf.get(node) !== text;
  drawnOf.set(node, text);
  return differs;
}

// Puts `children` into `node` instead of what is there; what has the focus keeps it if its id stays.
export function fill(node, ...children) {
  const wanted = flat(children);
  if (wanted.length === node.childNodes.length && wanted.every((child, i) => child === node.childNodes[i])) return node;
  const focused = document.activeElement;
  const id = node.contains(focused) ? focused.id : '';
  node.replaceChildren(...wanted);
  if (id) document.getElementById(id)?.focus({ preventScroll: true });
  return node;
}

// A labelled control.
export function field(label, control, note) {
  return el('label.field', null, el('span', null, label), control, note ? el('small', null, note) : null);
}

export function select(props, options, chosen) {
  return el('select', props, options.map(([value, text]) => el('option', { value, selected: value === chosen }, text)));
}

export function link(href, ...children) {
  return el('a', { href }, ...children);
}
