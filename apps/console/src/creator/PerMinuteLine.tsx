import { skipToken, useQuery } from "@tanstack/react-query";
import { Area, AreaChart, ResponsiveContainer, Tooltip, XAxis, YAxis } from "recharts";
import { amountText, plotted, usd } from "../format/money.ts";
import { clockTime } from "../format/time.ts";
import type { StreamMoment } from "../live/apply.ts";
import { t } from "../texts.ts";
import { AXIS, ChartTip } from "./chart-parts.tsx";

const HOUR_MS = 3_600_000;

/**
 * Earnings a minute of the running stream over the last hour of this page. The numbers beside it serve
 * screen readers.
 */
export function PerMinuteLine({ streamId }: { streamId: string }) {
  const { data: moments = [] } = useQuery<StreamMoment[]>({
    queryKey: ["stream-moments", streamId],
    queryFn: skipToken,
    gcTime: HOUR_MS,
  });
  const since = Date.now() - HOUR_MS;
  const points = moments
    .filter(({ atMs }) => atMs > since)
    .map((moment) => ({
      at: moment.atMs,
      earns: plotted(usd({ amount: moment.cents_per_minute, currency: "USD" })),
      text: amountText(usd({ amount: moment.cents_per_minute, currency: "USD" })),
      viewers: moment.viewers,
    }));
  const newest = points.at(-1);
  if (newest) points.push({ ...newest, at: Date.now() });
  return (
    <div className="h-36" aria-hidden="true">
      <ResponsiveContainer width="100%" height="100%">
        <AreaChart data={points} margin={{ top: 8, right: 4, bottom: 8, left: 0 }} accessibilityLayer={false}>
          <XAxis dataKey="at" type="number" domain={["dataMin", "dataMax"]} hide />
          <YAxis {...AXIS} width={64} tickCount={3} interval={0} domain={[0, "auto"]} />
          <Tooltip
            isAnimationActive={false}
            content={({ payload }) => {
              const point = payload?.[0]?.payload as (typeof points)[number] | undefined;
              return point ? (
                <ChartTip
                  title={clockTime(new Date(point.at).toISOString())}
                  lines={[point.text, t.watch.viewers(point.viewers)]}
                />
              ) : null;
            }}
          />
          <Area
            dataKey="earns"
            type="stepAfter"
            stroke="var(--accent)"
            strokeWidth={1.5}
            fill="var(--accent)"
            fillOpacity={0.08}
            isAnimationActive={false}
          />
        </AreaChart>
      </ResponsiveContainer>
    </div>
  );
}
