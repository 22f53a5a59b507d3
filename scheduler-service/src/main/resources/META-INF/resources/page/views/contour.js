// The objective over two parameters: each cell of a grid has the mean of all trials, weighted by the
// inverse square of their distance; the trials themselves lie above it.
import { axis, parameterAxis, SCALE, shade, tooltip } from '../charts.js';
import { number, objective, value } from '../format.js';

const CELLS = 36;
const STEPS = 9;

export function contour(spec, trials, x, y) {
  const across = scale(spec.space[x]);
  const up = scale(spec.space[y]);
  const points = trials
    .filter(trial => trial.values[x] !== undefined && trial.values[y] !== undefined)
    .map(trial => ({ id: trial.id, rank: trial.rank, value: [trial.values[x], trial.values[y]], place: [across.place(trial.values[x]), up.place(trial.values[y])] }));
  const cells = grid(across, up, points);
  const colours = spec.objective.direction === 'maximize' ? SCALE : [...SCALE].reverse();
  const ranks = points.map(point => point.rank).sort((a, b) => a - b);
  return {
    grid: { left: 8, right: 170, top: 40, bottom: 30, containLabel: true },
    xAxis: along(x, spec.space[x]),
    yAxis: along(y, spec.space[y], true),
    visualMap: {
      type: 'piecewise', splitNumber: STEPS, dimension: 2, seriesIndex: [0, 1], right: 0, top: 'middle',
      min: ranks[Math.floor(ranks.length / 10)] ?? 0, max: ranks.at(-1) ?? 1, formatter: (low, high) => `${number(low, 3)} – ${number(high, 3)}`, textStyle: { color: shade('text') },
      inRange: { color: colours },
      outOfRange: { color: colours[spec.objective.direction === 'maximize' ? 0 : SCALE.length - 1] },
    },
    tooltip: tooltip({ formatter: ({ data }) => data[3] ? `${data[3]}\n${x} ${value(data[0])}\n${y} ${value(data[1])}\n${objective(data[2])}` : objective(data[2]) }),
    series: [
      { type: 'custom', renderItem: cell(across, up), data: cells, silent: true },
      { type: 'scatter', symbolSize: 9, itemStyle: { borderColor: shade('text'), borderWidth: 1 }, data: points.map(point => [...point.value.map(one => typeof one === 'boolean' ? String(one) : one), point.rank, point.id]) },
    ],
  };
}

function along(name, space, upright = false) {
  const { type, data } = parameterAxis(name, space);
  const bounds = type === 'category' ? { data: data.map(String) } : { min: space.low, max: space.high };
  return axis(name, { type, ...bounds, ...(upright ? { nameLocation: 'end', nameGap: 12, nameTextStyle: { align: 'left', color: shade('faint') } } : {}),
    axisLabel: { color: shade('faint'), hideOverlap: true, formatter: data ? undefined : one => number(one, 3) } });
}

// Where a value lies, 0 to 1, and which values the cells have. A categorical parameter has a cell a
// choice.
function scale(space) {
  if (space.type === 'categorical') {
    const choices = space.choices.map(String);
    return { count: choices.length, isCategory: true, place: one => (choices.indexOf(String(one)) + 0.5) / choices.length, edge: i => i };
  }
  const [low, high] = space.log ? [Math.log(space.low), Math.log(space.high)] : [space.low, space.high];
  const back = share => { const one = low + share * (high - low); return space.log ? Math.exp(one) : one; };
  return { count: CELLS, isCategory: false, place: one => ((space.log ? Math.log(one) : one) - low) / (high - low || 1), edge: i => back(i / CELLS) };
}

function grid(across, up, points) {
  const cells = [];
  for (let i = 0; i < across.count; i++) {
    for (let j = 0; j < up.count; j++) {
      cells.push([i, j, mean([(i + 0.5) / across.count, (j + 0.5) / up.count], points)]);
    }
  }
  return cells;
}

function mean([x, y], points) {
  let sum = 0;
  let weights = 0;
  for (const { place, rank } of points) {
    const weight = 1 / ((place[0] - x) ** 2 + (place[1] - y) ** 2 + 1e-4) ** 1.5;
    sum += weight * rank;
    weights += weight;
  }
  return sum / weights;
}

function cell(across, up) {
  return (_, api) => {
    const [left, right] = sides(across, api.value(0), (one, other) => api.coord([one, other])[0], up);
    const [bottom, top] = sides(up, api.value(1), (one, other) => api.coord([other, one])[1], across);
    return {
      type: 'rect',
      shape: { x: Math.min(left, right), y: Math.min(top, bottom), width: Math.abs(right - left) + 0.6, height: Math.abs(bottom - top) + 0.6 },
      style: { fill: api.visual('color'), opacity: 0.85 },
    };
  };
}

// The pixels of a cell's two sides; a category axis gives the middles of its choices only.
function sides(one, i, pixel, other) {
  const any = other.isCategory ? 0 : other.edge(0);
  if (!one.isCategory) return [pixel(one.edge(i), any), pixel(one.edge(i + 1), any)];
  const middle = pixel(i, any);
  const half = one.count > 1 ? Math.abs(pixel(1, any) - pixel(0, any)) / 2 : 40;
  return [middle - half, middle + half];
}
