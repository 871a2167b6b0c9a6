import type { Schemas } from "../api/client.ts";
import { BarChart, type BarPoint } from "../components/charts/BarChart.tsx";
import { ChartTable } from "../components/charts/ChartTable.tsx";
import { amountText, countText, plotted, usd } from "../format/money.ts";
import { intervalTitle, ownIntervalText } from "../format/time.ts";
import { charts } from "../texts/creator-home.ts";
import { t } from "../texts.ts";
import { axisText } from "./money-axis.ts";

type Series = Schemas["EarningsTimeseries"];

/** Bars from zero; the unfinished one is hatched. A table with the same numbers follows. */
export function EarningsChart({ series }: { series: Series }) {
  const now = Date.now();
  const points = series.points.map((point, place): BarPoint & { minutes: string; amount: string } => {
    const end = series.points[place + 1]?.start ?? series.to;
    const running = Date.parse(end) > now;
    const title = intervalTitle[series.interval](point.start);
    const amount = amountText(usd(point.earned));
    const minutes = countText(point.viewer_minutes);
    return {
      label: ownIntervalText[series.interval](point.start),
      title: running ? `${title} · ${t.earnings.unfinished}` : title,
      value: plotted(usd(point.earned)),
      lines: [amount, `${minutes} ${t.earnings.minutes.toLowerCase()}`],
      running,
      amount,
      minutes,
    };
  });
  const label = charts.earningsOf(charts.intervals[series.interval]);
  return (
    <>
      <BarChart label={label} points={points} tickText={axisText} />
      <ChartTable
        caption={label}
        heads={[charts.time, t.earnings.amount, t.earnings.minutes]}
        rows={points.map(({ title, amount, minutes }) => [title, amount, minutes])}
      />
    </>
  );
}
