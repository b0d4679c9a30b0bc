/**
 * The chart as SVG, from what chart.js drew: `drawing` has the plot in pixels, positions of values from
 * 0 to 1 and the texts of the axes. Pure.
 */
import { runs } from '../chart/layers.js';

const HEAD = 62;
const FONT = 'system-ui, sans-serif';

const escaped = (text) => String(text).replace(/[&<>"]/g, (c) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[c]);

const short = (v) => Number(v.toFixed(2));

/** An element; attributes that are null are left out. */
function element(name, attributes, content = '') {
  const text = Object.entries(attributes).filter(([, v]) => v !== null).map(([k, v]) => ` ${k}="${escaped(typeof v === 'number' ? short(v) : v)}"`).join('');
  return content === '' ? `<${name}${text}/>` : `<${name}${text}>${content}</${name}>`;
}

const label = (text, x, y, attributes) => element('text', { x, y, ...attributes }, escaped(text));

/** Horizontal and vertical positions in the picture. */
function placesOf({ plot, xs, range }) {
  const x = (time) => plot.left + ((time - range[0]) / (range[1] - range[0])) * plot.width;
  const y = (at) => HEAD + plot.top + (1 - at) * plot.height;
  return { x, y, xs };
}

function pathOf({ x, y, xs }, values) {
  const parts = [];
  runs(values, (first, last) => {
    const start = first === last ? `M${short(x(xs[first]) - 2)} ${short(y(values[first]))}h4` : `M${short(x(xs[first]))} ${short(y(values[first]))}`;
    parts.push(start);
    for (let i = first + 1; i <= last; i++) parts.push(`L${short(x(xs[i]))} ${short(y(values[i]))}`);
  });
  return parts.join('');
}

function bandPath({ x, y, xs }, lows, highs) {
  const parts = [];
  runs(lows, (first, last) => {
    const points = [];
    for (let i = first; i <= last; i++) points.push(`${short(x(xs[i]))} ${short(y(highs[i]))}`);
    for (let i = last; i >= first; i--) points.push(`${short(x(xs[i]))} ${short(y(lows[i]))}`);
    parts.push(`M${points.join('L')}Z`);
  });
  return parts.join('');
}

function grid({ plot, ticks, times, colours }, { x, y }) {
  const line = { stroke: colours.grid };
  const bottom = HEAD + plot.top + plot.height;
  const rows = ticks.map(({ at, text }) =>
    element('path', { d: `M${short(plot.left)} ${short(y(at))}h${short(plot.width)}`, ...line })
    + label(text, plot.left - 8, y(at) + 4, { fill: colours.muted, 'text-anchor': 'end' }));
  const columns = times.map(({ time, text }) =>
    element('path', { d: `M${short(x(time))} ${short(HEAD + plot.top)}v${short(plot.height)}`, ...line })
    + text.split('\n').map((part, i) => label(part, x(time), bottom + 18 + 15 * i, { fill: colours.muted, 'text-anchor': 'middle' })).join(''));
  return [...rows, ...columns].join('\n');
}

function legend({ lines, colours, width }) {
  let right = width - 20;
  return [...lines].reverse().map(({ name, width: stroke }) => {
    const x = right - 8 * name.length;
    right = x - 50;
    return element('path', { d: `M${short(x - 26)} 30h20`, stroke: colours[name], 'stroke-width': stroke })
      + label(name, x, 35, { fill: colours.text, 'font-weight': 600, 'font-size': 14 });
  }).join('\n');
}

/** A horizontal line with its text, and the part of the plot beyond it if it is a limit. */
function levelOf({ plot, colours }, places, { at, text, side }) {
  const colour = side ? colours.bad : colours.muted;
  const height = places.y(at);
  const [top, bottom] = side === 'above' ? [HEAD + plot.top, height] : [height, HEAD + plot.top + plot.height];
  const rest = side ? element('rect', { x: plot.left, y: top, width: plot.width, height: bottom - top, fill: colours.beyond }) : '';
  return rest + element('path', { d: `M${short(plot.left)} ${short(height)}h${short(plot.width)}`, stroke: colour, 'stroke-dasharray': '8 4' })
    + label(text, plot.left + 6, height - 4, { fill: colour, 'font-size': 11 });
}

/**
 * @param drawing of LiveChart.drawing
 * @param title first line
 * @param range second line
 */
export function toSvg(drawing, title, range) {
  const { width, plot, lines, under, colours } = drawing;
  const height = drawing.height + HEAD;
  const places = placesOf(drawing);
  const line = { fill: 'none', 'stroke-linejoin': 'round' };
  const content = [
    element('rect', { width, height, fill: colours.card }),
    label(title, 20, 30, { fill: colours.text, 'font-size': 17, 'font-weight': 600 }),
    label(range, 20, 50, { fill: colours.muted, 'font-size': 13 }),
    legend(drawing),
    grid(drawing, places),
    ...under.bands.map(({ name, lows, highs }) => element('path', { d: bandPath(places, lows, highs), fill: colours[`${name}-band`] })),
    ...under.compared.map(({ name, values }) => element('path', { ...line, d: pathOf(places, values), stroke: colours[name], 'stroke-width': 1.5, 'stroke-dasharray': '2 3' })),
    ...under.levels.map((level) => levelOf(drawing, places, level)),
    ...lines.map(({ name, values, filling, width: stroke }) => element('path', { ...line, d: pathOf(places, values), stroke: colours[name], 'stroke-width': stroke })
      + element('path', { ...line, d: pathOf(places, filling), stroke: colours[name], 'stroke-width': stroke, 'stroke-dasharray': '5 5' })),
  ];
  const root = { xmlns: 'http://www.w3.org/2000/svg', viewBox: `0 0 ${short(width)} ${short(height)}`, width, height, 'font-family': FONT, 'font-size': 12, role: 'img', 'aria-label': title };
  return element('svg', root, '\n' + content.join('\n') + '\n') + '\n';
}
