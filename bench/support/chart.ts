import type { Chart, Series } from "./bench.ts";

const [WIDTH, HEIGHT] = [860, 420];
const EDGE = { left: 80, right: 24, top: 48, bottom: 92 };
const COLORS = ["#1f6feb", "#d1242f", "#1a7f37", "#9a6700", "#8250df", "#57606a"];
const TICKS = 6;

/** A line chart as an SVG document. Both axes begin at zero, so that a curve looks as flat as it is. */
export function drawChart(chart: Chart): string {
  const points = chart.series.flatMap(({ points }) => points);
  const xs = ticks(Math.max(0, ...points.map(({ x }) => x)));
  const ys = ticks(Math.max(0, chart.target ?? 0, ...points.map(({ y }) => y)));
  const x = (value: number) => EDGE.left + (value / (xs.at(-1) || 1)) * (WIDTH - EDGE.left - EDGE.right);
  const y = (value: number) =>
    HEIGHT - EDGE.bottom - (value / (ys.at(-1) || 1)) * (HEIGHT - EDGE.top - EDGE.bottom);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" font-family="system-ui, sans-serif" font-size="13" fill="#24292f">`,
    `<title>${escaped(chart.title)}</title>`,
    `<rect width="${WIDTH}" height="${HEIGHT}" fill="#fff"/>`,
    text(EDGE.left, 26, chart.title, 'font-size="16" font-weight="600"'),
    ...ys.flatMap((value) => [
      line(x(0), y(value), x(xs.at(-1)!), y(value), "#d8dee4"),
      text(EDGE.left - 8, y(value) + 4, short(value), 'text-anchor="end"'),
    ]),
    ...xs.map((value) => text(x(value), HEIGHT - EDGE.bottom + 20, short(value), 'text-anchor="middle"')),
    text(WIDTH / 2, HEIGHT - EDGE.bottom + 42, chart.x, 'text-anchor="middle"'),
    `<g transform="translate(18 ${(HEIGHT - EDGE.bottom + EDGE.top) / 2}) rotate(-90)">${text(0, 0, chart.y, 'text-anchor="middle"')}</g>`,
    ...(chart.target === undefined ? [] : targetLine(chart.target, x, y, xs.at(-1)!)),
    ...chart.series.flatMap((series, i) => curve(series, COLORS[i % COLORS.length]!, x, y)),
    ...legend(chart.series),
    "</svg>",
    "",
  ].join("\n");
}

type Scale = (value: number) => number;

function curve({ points }: Series, color: string, x: Scale, y: Scale): string[] {
  const path = points.map((point) => `${round(x(point.x))},${round(y(point.y))}`).join(" ");
  // Dots if there are few points.
  const dots = points.length > 40 ? [] : points;
  return [
    `<polyline points="${path}" fill="none" stroke="${color}" stroke-width="2"/>`,
    ...dots.map(
      (point) => `<circle cx="${round(x(point.x))}" cy="${round(y(point.y))}" r="3" fill="${color}"/>`,
    ),
  ];
}

function targetLine(target: number, x: Scale, y: Scale, end: number): string[] {
  return [
    `<line x1="${x(0)}" y1="${round(y(target))}" x2="${x(end)}" y2="${round(y(target))}" stroke="#1a7f37" stroke-dasharray="6 5"/>`,
    text(x(end), y(target) - 6, `to reach: ${short(target)}`, 'text-anchor="end" fill="#1a7f37"'),
  ];
}

function legend(series: readonly Series[]): string[] {
  const width = (WIDTH - EDGE.left - EDGE.right) / Math.max(1, series.length);
  return series.flatMap(({ name }, i) => {
    const at = EDGE.left + i * width;
    const color = COLORS[i % COLORS.length]!;
    return [line(at, HEIGHT - 20, at + 22, HEIGHT - 20, color, 3), text(at + 28, HEIGHT - 16, name)];
  });
}

/** 0 and round steps up to the first that is not below `most`. */
function ticks(most: number): number[] {
  if (!(most > 0)) return [0, 1];
  const rough = most / (TICKS - 1);
  const unit = 10 ** Math.floor(Math.log10(rough));
  const step = unit * ([1, 2, 5, 10].find((factor) => unit * factor >= rough) ?? 10);
  return Array.from({ length: Math.ceil(most / step) + 1 }, (_, i) => Number((i * step).toPrecision(12)));
}

function short(value: number): string {
  for (const [size, letter] of [
    [1e9, "G"],
    [1e6, "M"],
    [1e3, "k"],
  ] as const)
    if (value >= size) return `${Number((value / size).toPrecision(4))}${letter}`;
  return String(value);
}

const round = (value: number) => Math.round(value * 10) / 10;

const line = (x1: number, y1: number, x2: number, y2: number, color: string, width = 1) =>
  `<line x1="${round(x1)}" y1="${round(y1)}" x2="${round(x2)}" y2="${round(y2)}" stroke="${color}" stroke-width="${width}"/>`;

const text = (x: number, y: number, words: string, attributes = "") =>
  `<text x="${round(x)}" y="${round(y)}" ${attributes}>${escaped(words)}</text>`;

const escaped = (words: string) =>
  words.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
