// Where we are: #/studies/demo/trials?sort=-epochs. Every view and every choice in it has an address.

const listeners = [];

export function current() {
  const [path, query = ''] = location.hash.replace(/^#\/?/, '').split('?');
  return {
    path: path.split('/').filter(Boolean).map(decodeURIComponent),
    query: new URLSearchParams(query),
  };
}

// The address of a view; values that are empty are left out, lists are repeated.
export function to(path, query = {}) {
  const entries = query instanceof URLSearchParams ? [...query] : Object.entries(query)
    .flatMap(([name, value]) => (Array.isArray(value) ? value : [value]).map(one => [name, one]))
    .filter(([, value]) => value !== undefined && value !== null && value !== '' && value !== false);
  const search = new URLSearchParams(entries).toString();
  const place = path.map(encodeURIComponent).join('/');
  return `#/${place}${search ? `?${search}` : ''}`;
}

// Notes choices in the address without leaving the view.
export function note(changes) {
  const { path, query } = current();
  for (const [name, value] of Object.entries(changes)) {
    query.delete(name);
    for (const one of Array.isArray(value) ? value : [value]) {
      if (one !== undefined && one !== null && one !== '' && one !== false) query.append(name, one);
    }
  }
  history.replaceState(null, '', to(path, query));
}

export function go(address) {
  location.hash = address;
}

export function onRoute(listener) {
  listeners.push(listener);
}

addEventListener('hashchange', () => listeners.forEach(listener => listener()));
