import { Bar, BarChart, ResponsiveContainer, Tooltip, XAxis, YAxis } from "recharts";
import type { Schemas } from "../api/client.ts";
import { amountText, countText, plotted, usd } from "../format/money.ts";
import { intervalText } from "../format/time.ts";
import { t } from "../texts.ts";
import { AXIS, ChartTip } from "./chart-parts.tsx";

type Series = Schemas["EarningsTimeseries"];

/**
 * Bars from zero; the unfinished one is hatched. A table with the same numbers follows for screen readers.
 */
export function EarningsChart({ series }: { series: Series }) {
  const text = intervalText[series.interval];
  const now = Date.now();
  const points = series.points.map((point, index) => {
    const end = series.points[index + 1]?.start ?? series.to;
    const amount = usd(point.earned);
    return {
      start: point.start,
      label: text(point.start),
      earned: plotted(amount),
      words: amountText(amount),
      minutes: point.viewer_minutes,
      running: new Date(end).getTime() > now,
    };
  });
  return (
    <>
      <div className="h-64" aria-hidden="true">
        <ResponsiveContainer width="100%" height="100%">
          <BarChart
            data={points}
            margin={{ top: 4, right: 0, bottom: 0, left: 0 }}
            accessibilityLayer={false}
          >
            <defs>
              <pattern
                id="running"
                width="6"
                height="6"
                patternUnits="userSpaceOnUse"
                patternTransform="rotate(45)"
              >
                <rect width="6" height="6" fill="var(--accent)" fillOpacity="0.18" />
                <rect width="2" height="6" fill="var(--accent)" />
              </pattern>
            </defs>
            <XAxis
              {...AXIS}
              axisLine={{ stroke: "var(--line)" }}
              dataKey="label"
              tickFormatter={String}
              minTickGap={24}
            />
            <YAxis {...AXIS} width={64} tickCount={4} />
            <Tooltip
              cursor={{ fill: "var(--sunken)" }}
              isAnimationActive={false}
              content={({ payload }) => {
                const point = payload?.[0]?.payload as (typeof points)[number] | undefined;
                return point ? <Tip {...point} /> : null;
              }}
            />
            <Bar
              dataKey="earned"
              maxBarSize={28}
              radius={[3, 3, 0, 0]}
              isAnimationActive={false}
              shape={(bar: BarShape) => (
                <path d={barPath(bar)} fill={bar.payload?.running ? "url(#running)" : "var(--accent)"} />
              )}
            />
          </BarChart>
        </ResponsiveContainer>
      </div>
      {/* A wrapper, because a table ignores a width smaller than its text. */}
      <div className="sr-only">
        <table>
          <caption>{t.earnings.chart(t.earnings.intervals[series.interval])}</caption>
          <thead>
            <tr>
              <th scope="col">{t.earnings.start}</th>
              <th scope="col">{t.earnings.amount}</th>
              <th scope="col">{t.earnings.minutes}</th>
            </tr>
          </thead>
          <tbody>
            {points.map(({ start, label, words, minutes, running }) => (
              <tr key={start}>
                <th scope="row">{running ? `${label}, ${t.earnings.unfinished}` : label}</th>
                <td>{words}</td>
                <td>{countText(minutes)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}

interface BarShape {
  x?: number;
  y?: number;
  width?: number;
  height?: number;
  payload?: { running: boolean };
}

const CORNER = 3;

function barPath({ x = 0, y = 0, width = 0, height = 0 }: BarShape): string {
  if (height <= 0) return "";
  const corner = Math.min(CORNER, height, width / 2);
  return `M${x} ${y + height}V${y + corner}q0 ${-corner} ${corner} ${-corner}h${width - 2 * corner}q${corner} 0 ${corner} ${corner}V${y + height}Z`;
}

function Tip({
  label,
  words,
  minutes,
  running,
}: {
  label: string;
  words: string;
  minutes: number;
  running: boolean;
}) {
  return (
    <ChartTip
      title={running ? `${label} · ${t.earnings.unfinished}` : label}
      lines={[words, `${countText(minutes)} ${t.earnings.minutes.toLowerCase()}`]}
    />
  );
}
