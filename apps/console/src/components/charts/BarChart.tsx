import { useId } from "react";
import { Grid, heightAt, type Plot, plotOf, Times } from "./Axes.tsx";
import { ChartFrame } from "./ChartFrame.tsx";
import { ChartTip } from "./ChartTip.tsx";
import { ticksTo } from "./scale.ts";

export interface BarPoint {
  /** On the axis. */
  label: string;
  /** Above the numbers of the point. */
  title: string;
  value: number;
  lines: readonly string[];
  /** Its time is not over: hatched. */
  running: boolean;
}

interface BarChartProps {
  label: string;
  points: readonly BarPoint[];
  tickText: (value: number) => string;
  height?: number;
}

const WIDEST = 28;
const CORNER = 3;

/** Bars from zero. */
export function BarChart({ label, points, tickText, height = 256 }: BarChartProps) {
  const hatch = useId();
  const ticks = ticksTo(Math.max(0, ...points.map(({ value }) => value)), 4);
  const step = ({ left, right }: Plot) => (right - left) / Math.max(1, points.length);
  return (
    <ChartFrame
      label={label}
      height={height}
      count={points.length}
      textOf={(place) => [points[place]?.title ?? "", ...(points[place]?.lines ?? [])].join(", ")}
      placeOf={(x, width) => {
        const plot = plotOf(width, height);
        return Math.floor((x - plot.left) / step(plot));
      }}
    >
      {({ width, cursor }) => {
        const plot = plotOf(width, height);
        const wide = step(plot);
        const middleOf = (place: number) => plot.left + (place + 0.5) * wide;
        const at = cursor === undefined ? undefined : points[cursor];
        return (
          <>
            <defs>
              <pattern
                id={hatch}
                width="6"
                height="6"
                patternUnits="userSpaceOnUse"
                patternTransform="rotate(45)"
              >
                <rect width="6" height="6" className="fill-accent" fillOpacity="0.18" />
                <rect width="2" height="6" className="fill-accent" />
              </pattern>
            </defs>
            <Grid plot={plot} ticks={ticks} tickText={tickText} />
            {cursor !== undefined && (
              <rect
                x={plot.left + cursor * wide}
                y={plot.top}
                width={wide}
                height={plot.bottom - plot.top}
                className="fill-sunken"
              />
            )}
            {points.map(({ value, running }, place) => {
              const bar = barPath(
                middleOf(place),
                Math.min(WIDEST, wide * 0.8),
                plot,
                heightAt(plot, value, ticks.at(-1) ?? 0),
              );
              return (
                bar !== "" && (
                  <path
                    key={place}
                    d={bar}
                    data-running={running || undefined}
                    className={running ? "" : "fill-accent"}
                    {...(running && { fill: `url(#${hatch})` })}
                  />
                )
              );
            })}
            <Times plot={plot} labels={points.map((point) => point.label)} middleOf={middleOf} />
            {at && cursor !== undefined && (
              <ChartTip x={middleOf(cursor)} width={width} title={at.title} lines={at.lines} />
            )}
          </>
        );
      }}
    </ChartFrame>
  );
}

function barPath(middle: number, width: number, { bottom }: Plot, top: number): string {
  const height = bottom - top;
  if (height <= 0) return "";
  const corner = Math.min(CORNER, height, width / 2);
  return `M${middle - width / 2} ${bottom}V${top + corner}q0 ${-corner} ${corner} ${-corner}h${width - 2 * corner}q${corner} 0 ${corner} ${corner}V${bottom}Z`;
}
