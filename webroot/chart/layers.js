/**
 * Draws on the canvas what lies under the lines of the chart. Positions on the y axis are 0 to 1, as
 * axis.js places them. `area` is the plot in canvas pixels, with `x(time)` for the horizontal position.
 */

const y = (area, at) => area.top + (1 - at) * area.height;

/** The plot of a uPlot chart that shows [from, to]. */
export function areaOf(u, [from, to]) {
  const { left, top, width, height } = u.bbox;
  return { left, top, width, height, x: (time) => left + ((time - from) / (to - from)) * width };
}

/** Calls body(first, last) for each run of values without a gap. */
export function runs(values, body) {
  let first = -1;
  for (let i = 0; i <= values.length; i++) {
    const there = i < values.length && values[i] !== null;
    if (there && first < 0) first = i;
    if (!there && first >= 0) {
      body(first, i - 1);
      first = -1;
    }
  }
}

/** A band between lows and highs; one bucket between two gaps is a bar. */
export function band(ctx, area, xs, lows, highs, fill) {
  const bar = area.width / Math.max(1, xs.length) / 4;
  ctx.fillStyle = fill;
  ctx.beginPath();
  runs(lows, (first, last) => {
    if (first === last) {
      const top = y(area, highs[first]);
      ctx.rect(area.x(xs[first]) - bar, top, 2 * bar, Math.max(2, y(area, lows[first]) - top));
      return;
    }
    ctx.moveTo(area.x(xs[first]), y(area, highs[first]));
    for (let i = first + 1; i <= last; i++) ctx.lineTo(area.x(xs[i]), y(area, highs[i]));
    for (let i = last; i >= first; i--) ctx.lineTo(area.x(xs[i]), y(area, lows[i]));
    ctx.closePath();
  });
  ctx.fill();
}

/** A dashed line; one value between two gaps is a dash. */
export function dashed(ctx, area, xs, values, stroke, scale) {
  ctx.strokeStyle = stroke;
  ctx.lineWidth = 1.5 * scale;
  ctx.setLineDash([2 * scale, 3 * scale]);
  ctx.beginPath();
  runs(values, (first, last) => {
    ctx.moveTo(area.x(xs[first]) - (first === last ? 2 * scale : 0), y(area, values[first]));
    for (let i = first; i <= last; i++) ctx.lineTo(area.x(xs[i]), y(area, values[i]));
  });
  ctx.stroke();
  ctx.setLineDash([]);
}

/** The part of the plot beyond a limit. */
export function beyond(ctx, area, at, side, fill) {
  const height = y(area, at);
  ctx.fillStyle = fill;
  if (side === 'above') ctx.fillRect(area.left, area.top, area.width, height - area.top);
  else ctx.fillRect(area.left, height, area.width, area.top + area.height - height);
}

/** A horizontal line with a text at its left end. */
export function level(ctx, area, at, text, colour, scale) {
  const height = Math.round(y(area, at)) + 0.5;
  ctx.strokeStyle = colour;
  ctx.lineWidth = scale;
  ctx.setLineDash([8 * scale, 4 * scale]);
  ctx.beginPath();
  ctx.moveTo(area.left, height);
  ctx.lineTo(area.left + area.width, height);
  ctx.stroke();
  ctx.setLineDash([]);
  ctx.fillStyle = colour;
  ctx.font = `${11 * scale}px system-ui, sans-serif`;
  ctx.textAlign = 'left';
  ctx.textBaseline = at > 0.9 ? 'top' : 'bottom';
  ctx.fillText(text, area.left + 6 * scale, height + (at > 0.9 ? 3 : -3) * scale);
}
