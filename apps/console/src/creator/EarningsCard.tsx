import { useQuery } from "@tanstack/react-query";
import { Suspense, useState } from "react";
import { Card } from "../components/Card.tsx";
import { Money } from "../components/Money.tsx";
import { lazy } from "../components/part.tsx";
import { Empty, Loaded, Loading, Skeleton } from "../components/states.tsx";
import { Toggles } from "../components/Toggles.tsx";
import { usd } from "../format/money.ts";
import { home } from "../texts/creator-home.ts";
import { t } from "../texts.ts";
import { type Interval, seriesQuery } from "./queries.ts";

/** The numbers load first, the chart later. */
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
        <Toggles
          label={t.earnings.interval}
          value={interval}
          onChange={setInterval}
          options={INTERVALS.map((value) => ({ value, label: t.earnings.intervals[value] }))}
        />
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
              <p className="text-13 text-muted">{home.zone(data.time_zone)}</p>
            </div>
          )
        }
      </Loaded>
    </Card>
  );
}
