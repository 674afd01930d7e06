/** One axis: its range in data units, ticks with their labels, and how data units become 0–1 along it. */
export interface Axis {
  readonly title: string;
  readonly ticks: readonly { readonly at: number; readonly label: string }[];
  /** Lines without a label between the ticks. */
  readonly minor?: readonly number[];
  readonly place: (value: number) => number;
}

export interface PlotPoint {
  readonly x: number;
  readonly y: number;
  /** 95 % interval of y, for the band. */
  readonly low?: number;
  readonly high?: number;
}

export interface PlotMark extends PlotPoint {
  readonly label: string;
  readonly colour?: string;
}

export interface Plot {
  readonly title: string;
  readonly subtitle: string;
  readonly x: Axis;
  readonly y: Axis;
  readonly points: readonly PlotPoint[];
  readonly marks: readonly PlotMark[];
  /** What the band around the curve is. */
  readonly band: string;
  /** The corner that the curve leaves free. */
  readonly legend: 'bottom-left' | 'bottom-right' | 'top-right';
  /** A dotted line between two points, such as chance in a ROC plot. */
  readonly reference?: readonly [PlotPoint, PlotPoint];
}

const width = 720;
const height = 540;
const frame = { left: 84, top: 64, right: width - 28, bottom: height - 64 };
const ink = '#22313f';
const faint = '#dfe4e8';
const lineColour = '#0072b2';
const markColour = '#d55e00';

/** Axis with equal steps from `low` to `high`. */
export function linearAxis(
  title: string,
  low: number,
  high: number,
  ticks: readonly number[],
  label: (value: number) => string,
): Axis {
  return {
    title,
    ticks: ticks.map((at) => ({ at, label: label(at) })),
    place: (value) => (value - low) / (high - low),
  };
}

/** Logarithmic axis from 10^`low` to `high`, ticks at the decades; values below the range are drawn at its edge. */
export function logAxis(title: string, low: number, high: number, label: (value: number) => string): Axis {
  const top = Math.log10(high);
  const decades = Array.from({ length: Math.floor(top) - low + 1 }, (_, i) => 10 ** (low + i));
  const between = decades.flatMap((decade) => [2, 3, 4, 5, 6, 7, 8, 9].map((factor) => factor * decade));
  return {
    title,
    ticks: decades.map((at) => ({ at, label: label(at) })),
    minor: between.filter((value) => value <= high),
    place: (value) => (value <= 0 ? 0 : Math.min(1, Math.max(0, (Math.log10(value) - low) / (top - low)))),
  };
}

/** The plot as a self-contained SVG document of 720×540 units. */
export function svgPlot(plot: Plot): string {
  const px = (x: number): number => frame.left + plot.x.place(x) * (frame.right - frame.left);
  const py = (y: number): number => frame.bottom - plot.y.place(y) * (frame.bottom - frame.top);
  const at = (x: number, y: number): string => `${px(x).toFixed(1)},${py(y).toFixed(1)}`;
  const parts: string[] = [];
  for (const x of plot.x.minor ?? []) parts.push(line(px(x), frame.top, px(x), frame.bottom, '#eff2f4'));
  for (const { at: x, label } of plot.x.ticks) {
    parts.push(line(px(x), frame.top, px(x), frame.bottom, faint));
    parts.push(text(px(x), frame.bottom + 20, label, { anchor: 'middle' }));
  }
  for (const y of plot.y.minor ?? []) parts.push(line(frame.left, py(y), frame.right, py(y), '#eff2f4'));
  for (const { at: y, label } of plot.y.ticks) {
    parts.push(line(frame.left, py(y), frame.right, py(y), faint));
    parts.push(text(frame.left - 10, py(y) + 4, label, { anchor: 'end' }));
  }
  const band = plot.points.filter((point) => point.low !== undefined && point.high !== undefined);
  if (band.length > 1) {
    const upper = band.map((point) => at(point.x, point.high!));
    const lower = band.map((point) => at(point.x, point.low!)).reverse();
    parts.push(
      `<polygon points="${[...upper, ...lower].join(' ')}" fill="${lineColour}" fill-opacity="0.13"/>`,
    );
  }
  if (plot.reference) {
    const [from, to] = plot.reference;
    parts.push(
      `<polyline points="${at(from.x, from.y)} ${at(to.x, to.y)}" fill="none" stroke="#8a97a3" stroke-dasharray="3 4"/>`,
    );
  }
  const path = plot.points.map((point) => at(point.x, point.y)).join(' ');
  parts.push(
    `<polyline points="${path}" fill="none" stroke="${lineColour}" stroke-width="2" stroke-linejoin="round"/>`,
  );
  parts.push(
    `<path d="M${frame.left} ${frame.top}V${frame.bottom}H${frame.right}" fill="none" stroke="${ink}" stroke-width="1.2"/>`,
  );
  for (const mark of plot.marks) parts.push(...markParts(mark, px(mark.x), py));
  parts.push(...legendParts(plot));
  parts.push(text(frame.left, 28, plot.title, { size: 18, weight: 600 }));
  parts.push(text(frame.left, 48, plot.subtitle, { size: 12.5, colour: '#5b6b79' }));
  parts.push(text((frame.left + frame.right) / 2, height - 18, plot.x.title, { anchor: 'middle' }));
  const middle = (frame.top + frame.bottom) / 2;
  parts.push(
    `<g transform="rotate(-90 20 ${middle})">${text(20, middle, plot.y.title, { anchor: 'middle' })}</g>`,
  );
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" ` +
    `font-family="system-ui, 'DejaVu Sans', Helvetica, Arial, sans-serif" font-size="13" fill="${ink}">` +
    `<rect width="${width}" height="${height}" fill="#fff"/>${parts.join('')}</svg>\n`
  );
}

/** A ringed dot with a whisker for its interval. */
function markParts(
  { y, low, high, colour = markColour }: PlotMark,
  x: number,
  py: (y: number) => number,
): string[] {
  const whisker = low !== undefined && high !== undefined ? [line(x, py(low), x, py(high), colour, 1.6)] : [];
  return [...whisker, dot(x, py(y), colour)];
}

/** What the dots and the band mean, in the corner that the curve leaves free. */
function legendParts({ marks, band, legend }: Plot): string[] {
  const rows = [
    ...marks.map(({ label, colour = markColour }) => ({ label, colour, dotted: true })),
    { label: band, colour: lineColour, dotted: false },
  ];
  const rowHeight = 22;
  const boxWidth = 42 + 7.1 * Math.max(...rows.map(({ label }) => label.length));
  const boxHeight = rowHeight * rows.length + 14;
  const left = legend.endsWith('left') ? frame.left + 14 : frame.right - 14 - boxWidth;
  const top = legend.startsWith('top') ? frame.top + 14 : frame.bottom - 14 - boxHeight;
  const place = `x="${left.toFixed(1)}" y="${top.toFixed(1)}" width="${boxWidth.toFixed(1)}" height="${boxHeight}"`;
  const parts = [`<rect ${place} rx="4" fill="#fff" fill-opacity="0.92" stroke="${faint}"/>`];
  rows.forEach(({ label, colour, dotted }, i) => {
    const y = top + 7 + rowHeight * (i + 0.5);
    if (dotted) parts.push(dot(left + 20, y, colour));
    else
      parts.push(
        `<rect x="${(left + 10).toFixed(1)}" y="${(y - 6).toFixed(1)}" width="20" height="12" fill="${colour}" fill-opacity="0.2"/>`,
      );
    parts.push(text(left + 38, y + 4.5, label, {}));
  });
  return parts;
}

function dot(x: number, y: number, colour: string): string {
  return `<circle cx="${x.toFixed(1)}" cy="${y.toFixed(1)}" r="5.5" fill="${colour}" stroke="#fff" stroke-width="1.5"/>`;
}

function line(x1: number, y1: number, x2: number, y2: number, colour: string, thickness = 1): string {
  const [a, b, c, d] = [x1, y1, x2, y2].map((value) => value.toFixed(1));
  return `<line x1="${a}" y1="${b}" x2="${c}" y2="${d}" stroke="${colour}" stroke-width="${thickness}"/>`;
}

interface TextStyle {
  readonly anchor?: 'start' | 'middle' | 'end';
  readonly size?: number;
  readonly weight?: number;
  readonly colour?: string;
}

function text(x: number, y: number, content: string, style: TextStyle = {}): string {
  const { anchor = 'start', size = 13, weight = 400, colour = ink } = style;
  const escaped = content.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  const attributes = `x="${x.toFixed(1)}" y="${y.toFixed(1)}" text-anchor="${anchor}" font-size="${size}" font-weight="${weight}"`;
  return `<text ${attributes} fill="${colour}">${escaped}</text>`;
}
