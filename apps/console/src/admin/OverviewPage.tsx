import { queryOptions, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { api, type Schemas, take } from "../api/client.ts";
import { Card } from "../components/Card.tsx";
import { BarChart, type BarPoint } from "../components/charts/BarChart.tsx";
import { ChartTable } from "../components/charts/ChartTable.tsx";
import { Stat, Stats } from "../components/Stat.tsx";
import { Loaded, StatsSkeleton } from "../components/states.tsx";
import { Ago } from "../components/Time.tsx";
import { amountText, countText, usd } from "../format/money.ts";
import { clockTime, momentText } from "../format/time.ts";
import { Page } from "../shell/Shell.tsx";
import { adminOverview as texts } from "../texts/admin-overview.ts";

type Overview = Schemas["AdminOverviewEvent"];

/** The admins' stream keeps it: see live/apply-admin.ts. */
const overviewQuery = queryOptions<Overview>({
  queryKey: ["overview"],
  queryFn: () => take(api.get("/api/admin/overview")),
  staleTime: 60_000,
});

export function OverviewPage() {
  const overview = useQuery(overviewQuery);
  return (
    <Page title={texts.title} lead={texts.lead}>
      <Loaded
        query={overview}
        skeleton={
          <>
            <StatsSkeleton />
            <StatsSkeleton />
          </>
        }
      >
        {(data) => (
          <>
            <NowAndHealth overview={data} />
            <MoneyStats money={data.money} />
            <Card title={texts.minutes} aside={<span className="text-13 text-muted">{texts.last24}</span>}>
              <Hours hours={data.hours} />
            </Card>
          </>
        )}
      </Loaded>
    </Page>
  );
}

function NowAndHealth({ overview }: { overview: Overview }) {
  const { live, queue, books, freeze } = overview;
  return (
    <Stats>
      <Stat word={texts.viewers} note={texts.streams(live.streams)}>
        <span className="figures">{countText(live.viewers)}</span>
      </Stat>
      <Stat
        word={texts.perMinute}
        amount={usd(live.creator_per_minute)}
        note={texts.spent(live.tokens_per_minute)}
      />
      <Stat
        word={texts.oldest}
        note={
          <Link to="/admin/review" className="underline underline-offset-4">
            {queue.needing_attention === 0 ? texts.allClear : texts.review(queue.needing_attention)}
            {queue.attempts_unknown > 0 && `, ${texts.unknown(queue.attempts_unknown)}`}
          </Link>
        }
      >
        {queue.oldest_pending_at === null ? (
          <span className="text-muted">{texts.none}</span>
        ) : (
          <Ago at={queue.oldest_pending_at} />
        )}
      </Stat>
      <Stat
        word={texts.books}
        note={
          <Link to="/admin/integrity" className="underline underline-offset-4">
            {books?.checked_at ? <Ago at={books.checked_at} /> : texts.neverChecked}
          </Link>
        }
      >
        <span className={books?.ok === false || freeze.frozen ? "text-back" : "text-paid"}>
          {freeze.frozen ? texts.frozen : books?.ok === false ? texts.booksWrong : texts.booksOk}
        </span>
      </Stat>
    </Stats>
  );
}

function MoneyStats({ money }: { money: Overview["money"] }) {
  const { held, on_its_way: way, paid, failed } = money;
  return (
    <>
      <Stats>
        <Stat word={texts.held} place="held" amount={usd(held.amount)} note={texts.payouts(held.count)} />
        <Stat word={texts.way} place="way" amount={usd(way.amount)} note={texts.payouts(way.count)} />
        <Stat word={texts.paid} place="paid" amount={usd(paid.amount)} note={texts.payouts(paid.count)} />
        <Stat
          word={texts.failed}
          place="back"
          amount={usd(failed.amount)}
          note={texts.payouts(failed.count)}
        />
      </Stats>
      <Stats>
        <Stat word={texts.owed} amount={usd(money.owed_to_creators)} note={texts.owedNote} />
        <Stat word={texts.outstanding} note={texts.outstandingNote}>
          <span className="figures">{countText(money.tokens_outstanding)}</span>
        </Stat>
      </Stats>
    </>
  );
}

/** Minutes as bars; what they cost and brought is read at each bar and in the table. */
function Hours({ hours }: { hours: Overview["hours"] }) {
  const amount = (money: (typeof hours)[number]["margin"]) => (money === null ? "–" : amountText(usd(money)));
  const points = hours.map(
    ({ start, minutes, creators_earned: earned, margin }, place): BarPoint => ({
      label: clockTime(start),
      title: momentText(start),
      value: minutes,
      lines: [
        `${countText(minutes)} ${texts.minutesColumn.toLocaleLowerCase()}`,
        `${texts.earned}: ${amountText(usd(earned))}`,
        ...(margin === null ? [] : [`${texts.marginColumn}: ${amount(margin)}`]),
      ],
      running: place === hours.length - 1,
    }),
  );
  return (
    <>
      <BarChart label={texts.minutes} points={points} tickText={countText} />
      <ChartTable
        caption={texts.minutes}
        heads={[texts.hour, texts.minutesColumn, texts.earned, texts.marginColumn]}
        rows={hours.map((hour) => [
          momentText(hour.start),
          countText(hour.minutes),
          amountText(usd(hour.creators_earned)),
          amount(hour.margin),
        ])}
      />
    </>
  );
}
