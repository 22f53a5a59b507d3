// What a study's record adds up to.
import { between } from './format.js';

export const FINAL = ['completed', 'stopped', 'infeasible', 'failed'];
const OVER = ['completed', 'cancelled', 'failed'];

export function ended(study) {
  return FINAL.reduce((sum, state) => sum + (study.trials[state] ?? 0), 0);
}

export function proposed(study) {
  return Object.values(study.trials).reduce((sum, count) => sum + count, 0);
}

export function isOver(study) {
  return OVER.includes(study.state);
}

// Whether nothing of it will change any more.
export function isSettled(study) {
  return isOver(study) && !(study.trials.running || study.trials.waiting);
}

export function perHour(study) {
  const hours = between(study.createdAt, study.closedAt) / 3600;
  return hours > 0 ? ended(study) / hours : NaN;
}

// Share of the epochs of ended trials that stopping spared.
export function saved(study) {
  const all = study.epochsTrained + study.epochsSaved;
  return all ? study.epochsSaved / all : 0;
}

export function seconds(trial) {
  return between(trial.startedAt, trial.endedAt);
}
