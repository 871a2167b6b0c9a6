import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { streamQuery } from "../api/queries.ts";
import { Badge } from "../components/Badge.tsx";
import { Button, buttonClass } from "../components/Button.tsx";
import { Card } from "../components/Card.tsx";
import { Money } from "../components/Money.tsx";
import { MoreButton } from "../components/MoreButton.tsx";
import { ReportProblem } from "../components/ReportProblem.tsx";
import { Said } from "../components/Said.tsx";
import { ShortId } from "../components/ShortId.tsx";
import { Empty, Loaded, RowsSkeleton } from "../components/states.tsx";
import { sum, tokens } from "../format/money.ts";
import { clockTime, dayKey, exactTime, longDayText } from "../format/time.ts";
import { setup } from "../setup.ts";
import { Page } from "../shell/Shell.tsx";
import { viewerMoney } from "../texts/viewer-money.ts";
import { t } from "../texts.ts";
import { receiptsQuery } from "./queries.ts";
import type { Session } from "./use-player.ts";

export function ReceiptsPage() {
  const receipts = useInfiniteQuery(receiptsQuery);
  return (
    <Page title={t.receipts.title} lead={t.receipts.lead}>
      <Loaded
        query={receipts}
        skeleton={
          <Card>
            <RowsSkeleton />
          </Card>
        }
      >
        {(sessions) =>
          sessions.length === 0 ? (
            <Card>
              <Empty title={t.receipts.none}>
                <p className="mb-3">{t.receipts.noneHint}</p>
                <Link to="/streams" className={buttonClass("primary", "s")}>
                  {t.receipts.toStreams}
                </Link>
              </Empty>
            </Card>
          ) : (
            <>
              {[...Map.groupBy(sessions, ({ started_at }) => dayKey(started_at))].map(
                ([day, ofDay], index, days) => (
                  <Day key={day} sessions={ofDay} whole={index < days.length - 1 || !receipts.hasNextPage} />
                ),
              )}
              <MoreButton query={receipts} />
            </>
          )
        }
      </Loaded>
    </Page>
  );
}

/** The last loaded day may continue on the next page, so it has no sum yet. */
function Day({ sessions, whole }: { sessions: Session[]; whole: boolean }) {
  const paid = sum(
    sessions.map(({ tokens_charged }) => tokens(tokens_charged)),
    "TOKEN",
  );
  return (
    <Card
      flush
      title={longDayText(sessions[0]?.started_at ?? "")}
      aside={whole && <Money amount={paid} word className="text-13 text-muted" />}
    >
      <ul className="border-t border-line">
        {sessions.map((session) => (
          <Receipt key={session.id} session={session} />
        ))}
      </ul>
    </Card>
  );
}

function Receipt({ session }: { session: Session }) {
  const [open, setOpen] = useState(false);
  const { data: stream } = useQuery({ ...streamQuery(session.stream_id), staleTime: 300_000 });
  const minutes = session.minutes_billed;
  return (
    <li className="border-b border-line last:border-0">
      <div className="grid grid-cols-[minmax(0,1fr)_auto] items-center gap-x-4 gap-y-1 px-5 py-3 sm:flex">
        <div className="min-w-0 sm:flex-1">
          <p className="truncate font-medium">{stream?.title ?? t.receipts.stream}</p>
          <p className="figures text-13 text-muted sm:truncate">
            <time dateTime={session.started_at} title={exactTime(session.started_at)}>
              {clockTime(session.started_at)}
            </time>
            {session.ended_at && `–${clockTime(session.ended_at)}`}
            {stream && (
              <>
                <span className="max-sm:hidden"> · </span>
                <span className="max-sm:block max-sm:truncate">{stream.creator_id}</span>
              </>
            )}
          </p>
        </div>
        <div className="flex flex-col items-end self-start sm:order-1 sm:flex-row-reverse sm:self-auto sm:items-center sm:gap-4">
          <Money amount={tokens(session.tokens_charged)} word className="text-end font-medium sm:w-24" />
          <span className="figures text-end text-13 text-muted sm:w-16 sm:text-14">{t.minutes(minutes)}</span>
        </div>
        <div>
          <EndBadge session={session} />
        </div>
        <Button
          size="s"
          kind="quiet"
          className="justify-self-end max-sm:-me-3 sm:order-2"
          aria-expanded={open}
          onClick={() => setOpen(!open)}
        >
          {open ? t.close : t.open}
          <Said>{t.receipts.minutesOf(stream?.title ?? t.receipts.stream)}</Said>
        </Button>
      </div>
      {open && <Minutes session={session} what={stream?.title ?? t.receipts.stream} />}
    </li>
  );
}

function EndBadge({ session }: { session: Session }) {
  if (session.status === "active") return <Badge tone="accent">{t.receipts.running}</Badge>;
  if (session.end_reason === "spending_limit")
    return <Badge tone="held">{viewerMoney.ended.spending_limit}</Badge>;
  if (session.end_reason === "insufficient_funds") return <Badge tone="held">{t.receipts.usedUp}</Badge>;
  return null;
}

const MOST_MINUTES = 120;

function Minutes({ session, what }: { session: Session; what: string }) {
  const shown = Math.min(session.minutes_billed, MOST_MINUTES);
  return (
    <div className="flex flex-col gap-3 bg-sunken px-5 py-4 text-13">
      <p className="text-muted">
        {t.receipts.session} <ShortId id={session.id} /> · {t.watch.price(session.tokens_per_minute)}
        {setup().minute_seconds !== 60 && ` · ${t.receipts.minuteLasts(setup().minute_seconds)}`}
      </p>
      {shown === 0 ? (
        <p>{t.receipts.noMinutes}</p>
      ) : (
        <ol className="grid grid-cols-2 gap-x-6 gap-y-1 sm:grid-cols-4 lg:grid-cols-6">
          {Array.from({ length: shown }, (_, index) => (
            <li key={index} className="figures flex justify-between gap-2">
              <span className="text-muted">{t.receipts.minute(index + 1)}</span>
              <Money amount={tokens(-session.tokens_per_minute)} />
            </li>
          ))}
        </ol>
      )}
      {session.minutes_billed > shown && (
        <p className="text-muted">{t.receipts.andMore(session.minutes_billed - shown)}</p>
      )}
      <div>
        <ReportProblem session={session} what={what} kind="secondary" />
      </div>
    </div>
  );
}
