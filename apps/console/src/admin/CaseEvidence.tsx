import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import type { Case } from "../api/cases.ts";
import { Card } from "../components/Card.tsx";
import { CaseState } from "../components/CaseState.tsx";
import { Money } from "../components/Money.tsx";
import { ShortId } from "../components/ShortId.tsx";
import { Ago } from "../components/Time.tsx";
import { tokens } from "../format/money.ts";
import { clockTime, durationText, exactTime } from "../format/time.ts";
import { adminCases as words } from "../texts/admin-cases.ts";
import type { Evidence } from "./case-queries.ts";
import { Fact } from "./Fact.tsx";

/** What is known about the session of a case. */
export function CaseEvidence({ evidence }: { evidence: Evidence }) {
  return (
    <>
      <SessionFacts evidence={evidence} />
      <Postings evidence={evidence} />
      <div className="grid items-start gap-5 lg:grid-cols-2">
        <Others title={words.viewersCases} found={evidence.viewers_cases} />
        <Others title={words.streamsCases} found={evidence.streams_cases} />
      </div>
    </>
  );
}

function SessionFacts({ evidence: { session, presence, refunded } }: { evidence: Evidence }) {
  return (
    <Card title={words.evidence}>
      <dl className="grid gap-4 sm:grid-cols-2 lg:grid-cols-3">
        <Fact word={words.session}>
          <ShortId id={session.id} />
        </Fact>
        <Fact word={words.started}>{exactTime(session.started_at)}</Fact>
        <Fact word={words.ended}>{session.ended_at ? exactTime(session.ended_at) : words.running}</Fact>
        {session.end_reason && (
          <Fact word={words.endReason}>{words.endReasons[session.end_reason] ?? session.end_reason}</Fact>
        )}
        <Fact word={words.minutes}>{session.minutes_billed}</Fact>
        <Fact word={words.charged}>
          <Money amount={tokens(session.tokens_charged)} word />
        </Fact>
        <Fact word={words.refunded}>
          <Money amount={tokens(refunded)} word />
        </Fact>
        {session.carried_seconds > 0 && (
          <Fact word={words.carried}>{durationText(session.carried_seconds)}</Fact>
        )}
        <Fact word={words.policy}>{words.policies[session.witnesses]}</Fact>
        <Fact word={words.lastSeen}>
          {exactTime(presence.last_seen_at)}
          <span className="block text-13 text-muted">{words.lastSeenHint}</span>
        </Fact>
        {presence.media_from && <Fact word={words.mediaFrom}>{exactTime(presence.media_from)}</Fact>}
        {presence.silent_seconds > 0 && (
          <Fact word={words.silent}>{durationText(presence.silent_seconds)}</Fact>
        )}
        <Fact word={words.stays}>
          <Stays stays={presence.media_stays} />
        </Fact>
      </dl>
    </Card>
  );
}

const timeOf = (at: string | null): string => (at === null ? words.unknown : exactTime(at));

function Stays({ stays }: { stays: Evidence["presence"]["media_stays"] }) {
  if (stays.length === 0) return words.noStays;
  return (
    <ul>
      {stays.map(({ joined_at, left_at }) => (
        <li key={`${joined_at} ${left_at}`}>{words.stay(timeOf(joined_at), timeOf(left_at))}</li>
      ))}
    </ul>
  );
}

/** The API answers with at most so many. */
const MOST_MINUTES = 1_000;

function Postings({ evidence: { minutes, funding } }: { evidence: Evidence }) {
  return (
    <Card title={words.postings}>
      <div className="flex flex-col gap-4">
        {minutes.length === 0 ? (
          <p>{words.noPostings}</p>
        ) : (
          // biome-ignore lint/a11y/useSemanticElements: a fieldset is for forms
          <div
            role="group"
            aria-label={words.postings}
            // biome-ignore lint/a11y/noNoninteractiveTabindex: the keyboard must reach what scrolls
            tabIndex={0}
            className="max-h-72 overflow-y-auto -outline-offset-2"
          >
            <ol className="grid gap-x-6 gap-y-1 sm:grid-cols-2 lg:grid-cols-3">
              {minutes.map((minute) => (
                <Posting key={minute.minute} minute={minute} />
              ))}
            </ol>
          </div>
        )}
        {minutes.length >= MOST_MINUTES && <p className="text-13 text-muted">{words.firstThousand}</p>}
        <FundedBy funding={funding} />
      </div>
    </Card>
  );
}

function Posting({ minute }: { minute: Evidence["minutes"][number] }) {
  return (
    <li className="figures flex justify-between gap-3 text-13">
      <span className="text-muted">{words.posting(minute.minute)}</span>
      <time dateTime={minute.posted_at} title={exactTime(minute.posted_at)}>
        {clockTime(minute.posted_at)}
      </time>
      {minute.paid ? (
        <Money amount={tokens(-minute.tokens)} />
      ) : (
        <span className="text-back">{words.notPaid}</span>
      )}
    </li>
  );
}

function FundedBy({ funding }: { funding: Evidence["funding"] }) {
  return (
    <dl>
      <Fact word={words.funding}>
        {funding.length === 0 ? (
          words.fundingUnknown
        ) : (
          <ul>
            {funding.map(({ top_up_id, tokens: part }) => (
              <li key={top_up_id ?? ""} className="flex flex-wrap gap-x-3">
                <Money amount={tokens(part)} word />
                {top_up_id === null ? (
                  words.otherTokens
                ) : (
                  <span>
                    {words.topUp} <ShortId id={top_up_id} />
                  </span>
                )}
              </li>
            ))}
          </ul>
        )}
      </Fact>
    </dl>
  );
}

function Others({ title, found }: { title: ReactNode; found: readonly Case[] }) {
  return (
    <Card title={title}>
      {found.length === 0 ? (
        <p className="text-muted">{words.noOthers}</p>
      ) : (
        <ul className="flex flex-col gap-2">
          {found.map((one) => (
            <li key={one.id} className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1">
              <Link
                to="/admin/cases/$caseId"
                params={{ caseId: one.id }}
                className="min-w-0 break-all underline underline-offset-4"
              >
                {one.viewer_name ?? one.viewer_id}
              </Link>
              <Ago at={one.opened_at} />
              <CaseState status={one.status} words={words.statuses} />
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}
