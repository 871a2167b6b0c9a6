import { skipToken, useQuery } from "@tanstack/react-query";
import { ChartTable } from "../components/charts/ChartTable.tsx";
import { StepChart } from "../components/charts/StepChart.tsx";
import { useNow } from "../components/Time.tsx";
import { amountText, plotted, usd } from "../format/money.ts";
import { clockTime } from "../format/time.ts";
import type { StreamMoment } from "../live/apply.ts";
import { charts } from "../texts/creator-home.ts";
import { axisText } from "./money-axis.ts";
import { streamHistoryQuery } from "./queries.ts";
import { streamPoints } from "./stream-points.ts";

const HOUR_MS = 3_600_000;
const TICK_MS = 10_000;
/** Rows of the table: it says how the evening went, not each step. */
const MOST_ROWS = 24;

const timeText = (atMs: number): string => clockTime(new Date(atMs).toISOString());

/** Earnings a minute of the running stream from its start. */
export function PerMinuteLine({ streamId }: { streamId: string }) {
  const { data: history } = useQuery(streamHistoryQuery(streamId));
  const { data: moments = [] } = useQuery<StreamMoment[]>({
    queryKey: ["stream-moments", streamId],
    queryFn: skipToken,
    gcTime: HOUR_MS,
  });
  const now = useNow(TICK_MS);
  const points = streamPoints(history, moments, now).map(({ atMs, viewers, cents_per_minute: amount }) => {
    const perMinute = usd({ amount, currency: "USD" });
    const words = [amountText(perMinute), charts.watching(viewers)];
    return { atMs, value: plotted(perMinute), title: timeText(atMs), lines: words };
  });
  const every = Math.max(1, Math.ceil(points.length / MOST_ROWS));
  const rows = points.filter((_, place) => place % every === 0 || place === points.length - 1);
  return (
    <>
      <StepChart label={charts.perMinuteChart} points={points} tickText={axisText} timeText={timeText} />
      <ChartTable
        caption={charts.perMinuteChart}
        heads={[charts.time, charts.perMinute, charts.viewers]}
        rows={rows.map(({ title, lines }) => [title, ...lines])}
      />
    </>
  );
}
