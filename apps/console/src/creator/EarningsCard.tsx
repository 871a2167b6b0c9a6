import { Toggle } from "@base-ui/react/toggle";
import { ToggleGroup } from "@base-ui/react/toggle-group";
import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense, useState } from "react";
import { Card } from "../components/Card.tsx";
import { Money } from "../components/Money.tsx";
import { Empty, Loaded, Loading, Skeleton } from "../components/states.tsx";
import { usd } from "../format/money.ts";
import { t } from "../texts.ts";
import { type Interval, seriesQuery } from "./queries.ts";

/** The numbers load first, the chart library later. */
const EarningsChart = lazy(async () => ({ default: (await import("./EarningsChart.tsx")).EarningsChart }));

const INTERVALS: readonly Interval[] = ["hour", "day", "month"];

/** Earnings over time. */
export function EarningsCard() {
  const [interval, setInterval] = useState<Interval>("hour");
  const series = useQuery(seriesQuery(interval));
  return (
    <Card
      title={t.earnings.title}
      aside={
        <ToggleGroup
          aria-label={t.earnings.interval}
          value={[interval]}
          onValueChange={([next]) => next && setInterval(next as Interval)}
          className="flex gap-1 rounded-control bg-sunken p-1"
        >
          {INTERVALS.map((one) => (
            <Toggle
              key={one}
              value={one}
              className="h-7 rounded px-3 text-13 text-muted data-pressed:bg-surface data-pressed:ring-1 data-pressed:ring-line-strong data-pressed:font-medium data-pressed:text-ink"
            >
              {t.earnings.intervals[one]}
            </Toggle>
          ))}
        </ToggleGroup>
      }
    >
      <Loaded
        query={series}
        skeleton={
          <Loading>
            <Skeleton className="h-64" />
          </Loading>
        }
      >
        {(data) =>
          data.viewer_minutes === 0 ? (
            <Empty title={t.earnings.none}>{t.earnings.noneHint}</Empty>
          ) : (
            <div className="flex flex-col gap-3">
              <p className="flex flex-wrap items-baseline gap-x-2">
                <Money amount={usd(data.earned)} className="text-28 font-semibold tracking-tight" />
                <span className="text-13 text-muted">{t.earnings.spans[interval]}</span>
              </p>
              <Suspense fallback={<Skeleton className="h-64" />}>
                <EarningsChart series={data} />
              </Suspense>
              <p className="text-13 text-muted">{t.earnings.utc}</p>
            </div>
          )
        }
      </Loaded>
    </Card>
  );
}
