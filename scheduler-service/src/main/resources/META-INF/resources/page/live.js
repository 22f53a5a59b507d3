// Keeping a view up to date: polling and server-sent events that come back by themselves, rest while
// the page is hidden, and say when what is shown is stale.
import { request } from './api.js';

const RETRY_MS = [1000, 2000, 4000, 8000];
const SILENCE_MS = 40_000;

// Whether what is shown is current: {stale, since}; told to whoever listens.
export const connection = new EventTarget();
connection.stale = false;
connection.since = new Date();

export function reached() {
  connection.since = new Date();
  if (connection.stale) {
    connection.stale = false;
    connection.dispatchEvent(new Event('change'));
  }
}

function lost() {
  if (!connection.stale) {
    connection.stale = true;
    connection.dispatchEvent(new Event('change'));
  }
}

function pause(ms, signal) {
  return new Promise(resolve => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener('abort', () => { clearTimeout(timer); resolve(); }, { once: true });
  });
}

function visible(signal) {
  if (!document.hidden) return Promise.resolve();
  return new Promise(resolve => {
    document.addEventListener('visibilitychange', resolve, { once: true, signal });
    signal.addEventListener('abort', resolve, { once: true });
  });
}

// Whether to try again: the server, or the way to it, is away. A refusal stays one.
function isPassing(error) {
  return error.status === 0 || error.status === 429 || error.status >= 500;
}

// Calls `look` at once and then again and again: after `seconds`, or as soon as `look.again()` is
// called, never more often than a fifth of the time that it takes. The first failure that is not
// passing ends it and is thrown.
export function keep(look, seconds, signal) {
  let asked = false;
  let wake = () => {};
  const run = async () => {
    for (let failures = 0; !signal.aborted;) {
      const begun = performance.now();
      asked = false;
      try {
        await look();
        if (signal.aborted) return;
        failures = 0;
        reached();
      } catch (error) {
        if (signal.aborted) return;
        if (!isPassing(error)) throw error;
        lost();
        failures++;
      }
      if (failures) {
        await pause(RETRY_MS[Math.min(failures, RETRY_MS.length) - 1], signal);
      } else {
        await pause(Math.max(500, (performance.now() - begun) * 4), signal);
        const woken = new Promise(resolve => { wake = resolve; });
        if (!asked) await Promise.race([woken, pause(seconds * 1000, signal)]);
      }
      await visible(signal);
    }
  };
  return { done: run(), again: () => { asked = true; wake(); } };
}

// Reads the events at `path` until the server ends them; after a break, from where it stopped.
// While the page is hidden the connection is closed: browsers have only six to a host.
export async function follow(path, { from, onEvent, onOpen }, signal) {
  let last = from;
  for (let failures = 0; !signal.aborted;) {
    await visible(signal);
    if (signal.aborted) return;
    const attempt = new AbortController();
    const stop = () => attempt.abort();
    const hide = () => document.hidden && stop();
    signal.addEventListener('abort', stop, { once: true });
    document.addEventListener('visibilitychange', hide);
    try {
      const headers = { Accept: 'text/event-stream', ...(last ? { 'Last-Event-ID': last } : {}) };
      const response = await request(path, { headers, signal: attempt.signal });
      failures = 0;
      reached();
      onOpen?.();
      for await (const event of events(response.body, attempt)) {
        last = event.id ?? last;
        reached();
        if (event.data) onEvent(JSON.parse(event.data));
      }
      return;
    } catch (error) {
      if (signal.aborted) return;
      if (error.name !== 'AbortError' && error.status !== undefined && !isPassing(error)) throw error;
      if (!document.hidden) {
        lost();
        await pause(RETRY_MS[Math.min(failures++, RETRY_MS.length - 1)], signal);
      }
    } finally {
      signal.removeEventListener('abort', stop);
      document.removeEventListener('visibilitychange', hide);
    }
  }
}

// Comments come through as events without data: they prove that the connection lives. One that is
// silent for too long does not.
async function* events(body, attempt) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  for (;;) {
    const timer = setTimeout(() => attempt.abort(), SILENCE_MS);
    const { done, value } = await reader.read().finally(() => clearTimeout(timer));
    if (done) return;
    text = (text + value).replaceAll('\r\n', '\n');
    for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
      yield parsed(text.slice(0, end));
      text = text.slice(end + 2);
    }
  }
}

function parsed(block) {
  const event = { data: '' };
  for (const line of block.split('\n')) {
    const at = line.indexOf(':');
    const name = line.slice(0, at);
    const value = line.slice(at + 1).replace(/^ /, '');
    if (name === 'data') event.data += value;
    if (name === 'id') event.id = value;
  }
  return event;
}
