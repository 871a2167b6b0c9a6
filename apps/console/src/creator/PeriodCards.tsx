import type { ReactNode } from "react";
import type { Schemas } from "../api/client.ts";
import { Card } from "../components/Card.tsx";
import { Money } from "../components/Money.tsx";
import { amountText, cents, countText, usd } from "../format/money.ts";
import { clockTime, durationText, weekdayText } from "../format/time.ts";
import { home } from "../texts/creator-home.ts";

type Home = Schemas["EarningsHome"];

/** Today and this week, each beside the one before up to the same time of the clock. */
export function PeriodCards({ of }: { of: Home }) {
  const clock = clockTime(of.compared_until);
  return (
    <div className="grid gap-5 md:grid-cols-2">
      <PeriodCard title={home.today} of={of.today} before={home.yesterdayBy(clock)} />
      <PeriodCard
        title={home.week}
        of={of.week}
        before={home.lastWeekBy(weekdayText(of.compared_until), clock)}
      />
    </div>
  );
}

interface PeriodCardProps {
  title: string;
  of: Schemas["ComparedEarnings"];
  before: string;
}

function PeriodCard({ title, of, before }: PeriodCardProps) {
  return (
    <Card title={title}>
      <div className="flex flex-col gap-4">
        <div>
          <Money amount={usd(of.earned)} className="text-28 font-semibold tracking-tight" />
          <p className="figures flex flex-wrap gap-x-2 text-13 text-muted">
            <span>
              {before}: {amountText(usd(of.before.earned))}
            </span>
            <Change now={usd(of.comparable_earned).minor} before={usd(of.before.earned).minor} />
          </p>
        </div>
        <dl className="grid grid-cols-2 gap-x-6 gap-y-3">
          <Fact word={home.viewers} before={countText(of.before.unique_viewers)}>
            {countText(of.unique_viewers)}
          </Fact>
          <Fact word={home.watched} before={durationText(of.before.watch_seconds)}>
            {durationText(of.watch_seconds)}
          </Fact>
          <Fact word={home.minutes} before={countText(of.before.viewer_minutes)}>
            {countText(of.viewer_minutes)}
          </Fact>
          <Fact word={home.perMinute} before={perMinute(of.before.per_viewer_minute)}>
            {perMinute(of.per_viewer_minute)}
          </Fact>
        </dl>
      </div>
    </Card>
  );
}

const perMinute = (money: Schemas["Money"] | null): string => (money ? amountText(usd(money)) : "—");

/** Like with like: both up to the same time. */
function Change({ now, before }: { now: bigint; before: bigint }) {
  if (before === 0n && now === 0n) return null;
  const by = now - before;
  if (by === 0n) return <span>{home.same}</span>;
  return by > 0n ? (
    <span className="font-medium text-paid">{home.more(amountText(cents(by)))}</span>
  ) : (
    <span className="font-medium text-held">{home.less(amountText(cents(-by)))}</span>
  );
}

function Fact({ word, before, children }: { word: string; before: string; children: ReactNode }) {
  return (
    <div className="min-w-0">
      <dt className="text-13 text-muted">{word}</dt>
      <dd className="figures flex flex-wrap items-baseline gap-x-2">
        <span className="text-16 font-semibold">{children}</span>
        <span className="text-13 text-muted">({before})</span>
      </dd>
    </div>
  );
}
