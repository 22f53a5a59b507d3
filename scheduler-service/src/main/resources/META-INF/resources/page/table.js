// A table of any number of rows: only those in sight are in the document, and only the pages of them
// that somebody scrolled to are asked for.
import { el, fill } from './dom.js';
import { t } from './words.js';

const ROW = 34; // pixels; page.css says the same
const SIZE = 100;
const AROUND = 8;

export function grid({ label, load, onSort, onPick, onOpen, isPicked }, signal) {
  let columns = [];
  let sort = '';
  let pages = new Map();
  let total = 0;
  let generation = 0;
  const rows = new Map();
  const [above, below] = [el('td'), el('td')];
  [above, below].forEach(cell => el('tr.spacer', { 'aria-hidden': 'true' }, cell));
  let at = -1;
  const head = el('thead');
  const body = el('tbody');
  const shown = el('table.grid', { 'aria-label': label }, head, body);
  const host = el('div.grid-host', { tabIndex: 0, id: 'grid', onscroll: () => requestAnimationFrame(draw) }, shown);
  const watch = new ResizeObserver(() => draw());
  watch.observe(host);
  signal.addEventListener('abort', () => watch.disconnect(), { once: true });

  function trial(i) {
    return pages.get(Math.floor(i / SIZE))?.[i % SIZE];
  }

  async function fetchPage(page, mine) {
    if (!pages.has(page)) pages.set(page, undefined);
    const answer = await load(page + 1, SIZE);
    if (mine !== generation || signal.aborted) return;
    total = answer.total;
    pages.set(page, answer.items);
    shown.setAttribute('aria-rowcount', total + 1);
    draw();
  }

  function range() {
    const from = Math.max(0, Math.floor(host.scrollTop / ROW) - AROUND);
    return [from, Math.min(total, from + Math.ceil(host.clientHeight / ROW) + 2 * AROUND)];
  }

  function draw() {
    if (signal.aborted || generation === 0) return;
    const [from, to] = range();
    for (let page = Math.floor(from / SIZE); page <= Math.floor(Math.max(from, to - 1) / SIZE); page++) {
      if (!pages.has(page)) fetchPage(page, generation).catch(() => pages.delete(page));
    }
    const inSight = [];
    for (let i = from; i < to; i++) inSight.push(row(trial(i), i));
    for (const i of rows.keys()) if (i < from || i >= to) rows.delete(i);
    fill(body, spacer(above, from), inSight, spacer(below, total - to),
      total === 0 && pages.get(0) ? el('tr', null, el('td.empty', { colspan: columns.length + 1 }, t('trials.none'))) : null);
  }

  function spacer(cell, count) {
    cell.colSpan = columns.length + 1;
    cell.style.setProperty('--height', `${count * ROW}px`);
    return count > 0 ? cell.parentNode : null;
  }

  // A row that has not changed stays the same element.
  function row(one, i) {
    const version = JSON.stringify([one, i, i === at, one && isPicked(one), columns.map(column => column.id)]);
    const old = rows.get(i);
    if (old?.version === version) return old.node;
    const node = fresh(one, i);
    rows.set(i, { version, node });
    return node;
  }

  function fresh(one, i) {
    if (!one) return el('tr.pending', null, el('td', { colspan: columns.length + 1 }, '…'));
    const id = `pick-${one.number}`;
    return el('tr', { class: i === at ? 'at' : '', 'aria-rowindex': i + 2 },
      el('td.pick', null, el('input', { type: 'checkbox', id, checked: isPicked(one), 'aria-label': t('trials.pick', { trial: one.id }), onchange: () => onPick(one) })),
      columns.map(column => el('td', { class: column.number ? 'number' : '' }, column.cell(one))));
  }

  function heading(column) {
    const direction = sort === column.id ? 'ascending' : sort === `-${column.id}` ? 'descending' : undefined;
    const arrow = { ascending: ' ▲', descending: ' ▼' }[direction] ?? '';
    return el('th', { scope: 'col', 'aria-sort': direction, class: column.number ? 'number' : '', '--width': `${column.width}em` },
      column.sort ? el('button', { id: `sort-${column.id}`, onclick: () => onSort(column.id) }, column.title, arrow) : column.title);
  }

  function move(step) {
    at = Math.max(0, Math.min(total - 1, at + step));
    const top = at * ROW;
    if (top < host.scrollTop || top > host.scrollTop + host.clientHeight - 3 * ROW) {
      host.scrollTop = Math.max(0, top - host.clientHeight / 2);
    }
    draw();
  }

  return {
    host,
    keys: {
      j: ['keys.down', () => move(1)],
      k: ['keys.up', () => move(-1)],
      x: ['keys.pick', () => { if (trial(at)) { onPick(trial(at)); draw(); } }],
      Enter: ['keys.open', () => trial(at) && onOpen(trial(at))],
    },
    columns(wanted, order) {
      columns = wanted;
      sort = order;
      fill(head, el('tr', null, el('th.pick', { scope: 'col', 'aria-label': t('column.pick') }), columns.map(heading)));
      draw();
    },
    restart() {
      generation++;
      pages = new Map();
      at = -1;
      host.scrollTop = 0;
      draw();
    },
    // Asks, at first and again, for what is in sight; the rest is asked for when it comes there.
    async refresh() {
      const mine = ++generation;
      const [from, to] = range();
      const seen = new Set([Math.floor(from / SIZE), Math.floor(Math.max(from, to - 1) / SIZE)]);
      for (const page of [...pages.keys()]) if (!seen.has(page)) pages.delete(page);
      await Promise.all([...seen].map(page => fetchPage(page, mine)));
    },
  };
}
