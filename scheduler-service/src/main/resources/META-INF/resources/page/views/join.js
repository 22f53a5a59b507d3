// Puts what the stream of a trial's curve brings behind what it brought before.

const MOST = 4000;

export function joined(curve, update) {
  const { points, epochs } = curve ?? { points: [], epochs: [] };
  const from = update.restartedFrom;
  const valid = from ? points.filter(([iteration]) => iteration < from) : points;
  const seen = valid.at(-1)?.[0] ?? 0;
  const all = [...valid, ...update.points.filter(([iteration]) => iteration > seen)];
  const first = update.epochs[0]?.epoch ?? Infinity;
  const last = all[all.length - 1]?.[0] ?? 0;
  return {
    points: all.length > MOST ? all.filter((_, i) => i % 2 || i > all.length - MOST / 4) : all,
    epochs: [...epochs.filter(epoch => epoch.epoch < first && (!from || epoch.iterations <= Math.max(from - 1, last))), ...update.epochs],
  };
}
