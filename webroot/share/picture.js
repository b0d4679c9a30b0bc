/** The chart as a PNG with title, range and legend. */
const HEAD = 62;

/**
 * @param canvas the chart's canvas
 * @param drawing of LiveChart.drawing
 * @param title first line
 * @param range second line
 * @returns a promise of a Blob
 */
export function toPng(canvas, { width, height, lines, colours }, title, range) {
  const scale = canvas.width / width;
  const picture = document.createElement('canvas');
  [picture.width, picture.height] = [canvas.width, Math.round((height + HEAD) * scale)];
  const ctx = picture.getContext('2d');
  ctx.fillStyle = colours.card;
  ctx.fillRect(0, 0, picture.width, picture.height);
  ctx.drawImage(canvas, 0, Math.round(HEAD * scale));
  ctx.scale(scale, scale);
  const text = (content, x, y, colour, font) => {
    ctx.fillStyle = colour;
    ctx.font = `${font} system-ui, sans-serif`;
    ctx.fillText(content, x, y);
    return ctx.measureText(content).width;
  };
  text(title, 20, 30, colours.text, '600 17px');
  text(range, 20, 50, colours.muted, '13px');
  let right = width - 20;
  for (const { name, width: stroke } of [...lines].reverse()) {
    ctx.font = '600 14px system-ui, sans-serif';
    const x = right - ctx.measureText(name).width;
    text(name, x, 35, colours.text, '600 14px');
    ctx.fillStyle = colours[name];
    ctx.fillRect(x - 26, 30 - stroke / 2, 20, stroke);
    right = x - 44;
  }
  return new Promise((done) => picture.toBlob(done, 'image/png'));
}
