import { Grid, heightAt, plotOf, Times } from "./Axes.tsx";
import { ChartFrame } from "./ChartFrame.tsx";
import { ChartTip } from "./ChartTip.tsx";
import { placeAt, ticksTo } from "./scale.ts";

export interface StepPoint {
  atMs: number;
  value: number;
  title: string;
  lines: readonly string[];
}

interface StepChartProps {
  label: string;
  /** Ascending. A value stays until the next point. */
  points: readonly StepPoint[];
  tickText: (value: number) => string;
  /** The axis: a time as a text. */
  timeText: (atMs: number) => string;
  height?: number;
}

const LABELS = 5;

/** A value over time that changes in steps. */
export function StepChart({ label, points, tickText, timeText, height = 160 }: StepChartProps) {
  const times = points.map(({ atMs }) => atMs);
  const [first = 0, last = 1] = [times[0], times.at(-1)];
  const span = Math.max(1, last - first);
  const ticks = ticksTo(Math.max(0, ...points.map(({ value }) => value)), 3);
  return (
    <ChartFrame
      label={label}
      height={height}
      count={points.length}
      textOf={(place) => [points[place]?.title ?? "", ...(points[place]?.lines ?? [])].join(", ")}
      placeOf={(x, width) => {
        const { left, right } = plotOf(width, height);
        return placeAt(times, first + ((x - left) / (right - left)) * span);
      }}
    >
      {({ width, cursor }) => {
        const plot = plotOf(width, height);
        const xOf = (atMs: number) => plot.left + ((atMs - first) / span) * (plot.right - plot.left);
        const yOf = (value: number) => heightAt(plot, value, ticks.at(-1) ?? 0);
        const at = cursor === undefined ? undefined : points[cursor];
        const marks = Array.from({ length: LABELS }, (_, place) => first + (place / (LABELS - 1)) * span);
        const line = points.map(({ atMs, value }, place) =>
          place === 0 ? `M${xOf(atMs)} ${yOf(value)}` : `H${xOf(atMs)}V${yOf(value)}`,
        );
        return (
          <>
            <Grid plot={plot} ticks={ticks} tickText={tickText} />
            {points.length > 0 && (
              <>
                <path
                  d={`${line.join("")}V${plot.bottom}H${plot.left}Z`}
                  className="fill-accent"
                  fillOpacity="0.08"
                />
                <path d={line.join("")} fill="none" strokeWidth="1.5" className="stroke-accent" data-line />
              </>
            )}
            <Times
              plot={plot}
              labels={marks.map(timeText)}
              middleOf={(place) => xOf(marks[place] ?? first)}
            />
            {at && (
              <>
                <line
                  x1={xOf(at.atMs)}
                  x2={xOf(at.atMs)}
                  y1={plot.top}
                  y2={plot.bottom}
                  className="stroke-line-strong"
                />
                <circle cx={xOf(at.atMs)} cy={yOf(at.value)} r="3.5" className="fill-accent" />
                <ChartTip x={xOf(at.atMs)} width={width} title={at.title} lines={at.lines} />
              </>
            )}
          </>
        );
      }}
    </ChartFrame>
  );
}
