import { countText } from "../format/money.ts";

export interface LinePoint {
  /** What the point is called in the table. */
  label: string;
  value: number;
}

interface StepLineProps {
  points: readonly LinePoint[];
  /** For screen readers: the table with the same numbers, and its heads. */
  caption: string;
  heads: readonly [label: string, value: string];
}

const [WIDTH, HEIGHT, TOP, BOTTOM] = [640, 180, 12, 8];
const GRID = 4;

/** A line from zero over evenly spaced points, with a grid, and a table of the same numbers. */
export function StepLine({ points, caption, heads }: StepLineProps) {
  const most = niceMost(Math.max(...points.map(({ value }) => value), 1));
  const x = (index: number) => (points.length < 2 ? 0 : (index / (points.length - 1)) * WIDTH);
  const y = (value: number) => HEIGHT - BOTTOM - (value / most) * (HEIGHT - TOP - BOTTOM);
  const line = points.map(({ value }, index) => `${index === 0 ? "M" : "L"}${x(index)} ${y(value)}`).join("");
  const steps = Array.from({ length: GRID + 1 }, (_, index) => (most / GRID) * index);
  const middle = points[Math.floor((points.length - 1) / 2)];
  return (
    <>
      <div aria-hidden="true" className="flex flex-col gap-1">
        <div className="flex gap-2">
          <div className="figures relative w-12 shrink-0 text-end text-13 text-muted">
            {steps.map((step) => (
              <span
                key={step}
                className="absolute end-0 -translate-y-1/2"
                style={{ insetBlockStart: `${(y(step) / HEIGHT) * 100}%` }}
              >
                {countText(step)}
              </span>
            ))}
          </div>
          {/* Time runs from left to right in every language, as the numbers of its labels do. */}
          <svg
            viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
            preserveAspectRatio="none"
            className="h-44 min-w-0 flex-1 overflow-visible"
            role="presentation"
          >
            {steps.map((step) => (
              <path
                key={step}
                d={`M0 ${y(step)}H${WIDTH}`}
                className="stroke-line"
                vectorEffect="non-scaling-stroke"
              />
            ))}
            <path d={`${line}V${y(0)}H0Z`} className="fill-accent opacity-10" />
            <path
              d={line}
              className="fill-none stroke-accent"
              strokeWidth="2"
              strokeLinejoin="round"
              vectorEffect="non-scaling-stroke"
            />
          </svg>
        </div>
        <div dir="ltr" className="figures ms-14 flex justify-between gap-2 text-13 text-muted">
          <span>{points[0]?.label}</span>
          {points.length > 4 && <span>{middle?.label}</span>}
          <span>{points.at(-1)?.label}</span>
        </div>
      </div>
      {/* A wrapper, because a table ignores a width smaller than its text. */}
      <div className="sr-only">
        <table>
          <caption>{caption}</caption>
          <thead>
            <tr>
              <th scope="col">{heads[0]}</th>
              <th scope="col">{heads[1]}</th>
            </tr>
          </thead>
          <tbody>
            {points.map(({ label, value }) => (
              <tr key={label}>
                <th scope="row">{label}</th>
                <td>{countText(value)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}

/** The next number above that four lines divide evenly. */
function niceMost(most: number): number {
  const unit = 10 ** Math.floor(Math.log10(most));
  const step = [1, 2, 4, 6, 8, 10].find((factor) => factor * unit >= most) ?? 10;
  return Math.max(GRID, Math.ceil((step * unit) / GRID) * GRID);
}
