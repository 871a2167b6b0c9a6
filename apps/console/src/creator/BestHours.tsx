import type { Schemas } from "../api/client.ts";
import { Card } from "../components/Card.tsx";
import { ChartTable } from "../components/charts/ChartTable.tsx";
import { type HeatCell, HeatChart } from "../components/charts/HeatChart.tsx";
import { Empty } from "../components/states.tsx";
import { amountText, cents, plotted, usd } from "../format/money.ts";
import { hourText, weekdayName } from "../format/time.ts";
import { home } from "../texts/creator-home.ts";

type Best = Schemas["EarningsHome"]["best_hours"];

const WEEKDAYS = [1, 2, 3, 4, 5, 6, 7] as const;
const HOURS = Array.from({ length: 24 }, (_, hour) => hour);
/** Of the table: the best ones say enough. */
const MOST_ROWS = 24;

/** Earnings of each hour of the week. */
export function BestHours({ of: { weeks, hours } }: { of: Best }) {
  if (hours.length === 0)
    return (
      <Card title={home.bestHours}>
        <Empty title={home.noHours}>{home.noHoursHint}</Empty>
      </Card>
    );
  const cells = hours.map(({ weekday, hour, earned, viewer_minutes }): HeatCell => {
    const mean = cents(usd(earned).minor / BigInt(weeks));
    const minutes = Math.round(viewer_minutes / weeks);
    return {
      row: weekday - 1,
      column: hour,
      value: plotted(usd(earned)),
      title: nameOf(weekday, hour),
      lines: [home.perWeek(amountText(mean)), home.minutesPerWeek(minutes)],
    };
  });
  const best = cells.toSorted((a, b) => b.value - a.value).slice(0, MOST_ROWS);
  return (
    <Card title={home.bestHours}>
      <div className="flex flex-col gap-3">
        <HeatChart
          label={home.bestHoursChart}
          rows={WEEKDAYS.map((day) => weekdayName(day, "short"))}
          columns={HOURS.map(hourText)}
          cells={cells}
          emptyOf={(row, hour) => ({ title: nameOf(row + 1, hour), lines: [home.nothing] })}
        />
        <p className="text-13 text-muted">{home.bestHoursHint(weeks)}</p>
        <ChartTable
          caption={home.bestHoursChart}
          heads={[home.hour, home.amount, home.minutes]}
          rows={best.map(({ title, lines }) => [title, ...lines])}
        />
      </div>
    </Card>
  );
}

const nameOf = (weekday: number, hour: number): string =>
  `${weekdayName(weekday, "long")}, ${hourText(hour)}`;
