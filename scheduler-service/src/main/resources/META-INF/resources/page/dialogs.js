// Questions and short messages.
import { el, field, fill } from './dom.js';
import { t } from './words.js';

// Shows a dialog until one of its buttons, or Escape, closes it. Resolves to what `read` gives, or
// null. `read` may throw a text: it is shown, and the dialog stays.
export function ask(title, content, action, read = () => true) {
  return new Promise(resolve => {
    const error = el('p.error', { role: 'alert' });
    let answer = null;
    const confirm = async event => {
      event.preventDefault();
      try {
        answer = await read();
        dialog.close();
      } catch (problem) {
        fill(error, problem.message);
      }
    };
    const dialog = el('dialog', { 'aria-label': title },
      el('form', { onsubmit: confirm },
        el('h2', null, title),
        content,
        error,
        el('div.buttons', null,
          el('button', { type: 'button', onclick: () => dialog.close() }, t('dialog.cancel')),
          el('button.primary', { type: 'submit' }, action))));
    dialog.addEventListener('close', () => {
      dialog.remove();
      resolve(answer);
    });
    document.body.append(dialog);
    dialog.showModal();
    (dialog.querySelector('input, textarea') ?? dialog.querySelector('.primary')).focus();
  });
}

export function askForToken(wasRefused) {
  const input = el('input', { type: 'password', autocomplete: 'off', required: true, name: 'token' });
  return ask(
    t('token.title'),
    [el('p', null, t(wasRefused ? 'token.refused' : 'token.wanted')), field(t('token.label'), input, t('token.kept'))],
    t('token.use'),
    () => input.value.trim());
}

export function tell(text, kind = 'info') {
  const toast = el(`div.toast.${kind}`, { role: kind === 'error' ? 'alert' : 'status' }, text);
  document.getElementById('toasts').append(toast);
  setTimeout(() => toast.remove(), kind === 'error' ? 10_000 : 4_000);
}

// What a failure means, in the reader's language where we can say it.
export function explained(error) {
  if (error.status === 0) return t('error.unreachable');
  if (error.status === 401) return t('error.401');
  if (error.status === 403) return t('error.403', { why: error.message });
  const faults = (error.errors ?? []).map(fault => fault.message).join('; ');
  return faults || error.message;
}

// Does something for a button: disabled meanwhile, and what goes wrong is said.
export async function attempt(button, action, done) {
  if (button) button.disabled = true;
  try {
    const result = await action();
    if (done) tell(done);
    return result;
  } catch (error) {
    tell(explained(error), 'error');
    return undefined;
  } finally {
    if (button) button.disabled = false;
  }
}
