// The scheduler's HTTP API. The token, where the server asks for one, is kept for this tab only and
// goes into a header, never into an address.
import { askForToken } from './dialogs.js';

const TOKEN = 'athanor.token';

// What a server refused, as application/problem+json tells it. `status` 0: it did not answer.
export class Problem extends Error {
  constructor(status, detail, errors = []) {
    super(detail);
    this.status = status;
    this.errors = errors;
  }
}

// The Response, once the server lets us; asks for a token as often as it takes.
export async function request(path, options = {}) {
  for (;;) {
    const response = await send(path, options);
    if (response.ok) return response;
    if (response.status !== 401 || !(await newToken())) throw await problem(response);
  }
}

let asking = null;

function newToken() {
  asking ??= askForToken(sessionStorage.getItem(TOKEN) !== null).then(token => {
    asking = null;
    if (token) sessionStorage.setItem(TOKEN, token);
    return Boolean(token);
  });
  return asking;
}

async function send(path, options) {
  const token = sessionStorage.getItem(TOKEN);
  const headers = { ...options.headers, ...(token ? { Authorization: `Bearer ${token}` } : {}) };
  try {
    return await fetch(path, { ...options, headers, cache: 'no-store' });
  } catch (error) {
    if (error.name === 'AbortError') throw error;
    throw new Problem(0, error.message);
  }
}

async function problem(response) {
  const text = await response.text();
  try {
    const { detail, title, errors } = JSON.parse(text);
    return new Problem(response.status, detail ?? title ?? text, errors);
  } catch {
    return new Problem(response.status, text || response.statusText);
  }
}

export async function get(path, signal) {
  return (await request(path, { signal })).json();
}

// What is there, or null where there is nothing: a trial without a curve yet is no fault.
export async function find(path, signal) {
  try {
    return await get(path, signal);
  } catch (error) {
    if (error.status === 404) return null;
    throw error;
  }
}

export async function change(method, path, body, type = 'application/json', signal) {
  const options = { method, signal };
  if (body !== undefined) {
    options.body = typeof body === 'string' ? body : JSON.stringify(body);
    options.headers = { 'Content-Type': type };
  }
  return (await request(path, options)).json();
}

// Saves what is at `path`: by fetch, so that the token can go with it.
export async function download(path, name) {
  const address = URL.createObjectURL(await (await request(path)).blob());
  const anchor = document.createElement('a');
  anchor.href = address;
  anchor.download = name;
  anchor.click();
  URL.revokeObjectURL(address);
}

export const path = {
  study: study => `/api/v1/studies/${encodeURIComponent(study)}`,
  trial: trial => `/api/v1/trials/${encodeURIComponent(trial)}`,
};
