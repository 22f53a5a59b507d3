// The dialog that enqueues a point by hand.
import { change, path } from '../api.js';
import { ask, tell } from '../dialogs.js';
import { el, field, select } from '../dom.js';
import { number } from '../format.js';
import { t } from '../words.js';

export async function enqueue(study, loop, values = {}) {
  const inputs = Object.entries(study.spec.space).map(([name, space]) => [name, space, control(name, space, values[name])]);
  const more = el('textarea.code', { rows: 3, id: 'point-more', placeholder: '{"network": "cnn"}', 'aria-label': t('enqueue.more') });
  const point = () => {
    const hyperparameters = more.value.trim() ? parsed(more.value) : {};
    for (const [name, space, input] of inputs) {
      if (input.value !== '') hyperparameters[name] = read(space, input.value);
    }
    return change('POST', `${path.study(study.id)}/trials`, { hyperparameters });
  };
  const answer = await ask(t('study.enqueue'),
    el('div.fields', null, el('p', null, t('enqueue.about')),
      inputs.map(([name, space, input]) => field(name, input, hint(space))), field(t('enqueue.more'), more)),
    t('enqueue.submit'), point);
  if (answer) tell(answer.trial ? t('enqueue.trial', { trial: answer.trial }) : t('enqueue.waits'));
  loop?.again();
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Error(`${t('enqueue.more')}: ${error.message}`);
  }
}

function control(name, space, value) {
  const id = `point-${name}`;
  if (space.type === 'categorical') {
    return select({ id }, [['', t('enqueue.default')], ...space.choices.map(choice => [String(choice), String(choice)])], value === undefined ? '' : String(value));
  }
  return el('input', { id, inputmode: 'decimal', value: value ?? '' });
}

function read(space, text) {
  if (space.type === 'categorical') return space.choices.find(choice => String(choice) === text);
  const value = Number(text);
  if (Number.isNaN(value)) throw new Error(t('enqueue.number', { text }));
  return value;
}

function hint(space) {
  return space.type === 'categorical' ? '' : `${number(space.low)} … ${number(space.high)}${space.log ? ' (log)' : ''}`;
}
