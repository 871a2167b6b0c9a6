import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { useState } from "react";
import type { Schemas } from "../api/client.ts";
import { withdrawalQuery } from "../api/queries.ts";
import { StatusBadge } from "../components/Badge.tsx";
import { Card } from "../components/Card.tsx";
import { ShortId } from "../components/ShortId.tsx";
import { Empty, Loaded, Problem, RowsSkeleton } from "../components/states.tsx";
import { Ago } from "../components/Time.tsx";
import { Timeline } from "../components/Timeline.tsx";
import { amountText, usd } from "../format/money.ts";
import { Page } from "../shell/Shell.tsx";
import { deciding } from "../texts/admin-decisions.ts";
import { t } from "../texts.ts";
import { CreatorRecord } from "./CreatorRecord.tsx";
import { type Decision, DecisionDialog } from "./DecisionDialog.tsx";
import { Fact } from "./Fact.tsx";
import { ManualActions } from "./ManualActions.tsx";
import { PausePayouts } from "./PausePayouts.tsx";
import { PayoutFacts } from "./PayoutFacts.tsx";
import { PersonLink } from "./PersonLink.tsx";
import { DecisionFacts } from "./queue/DecisionFacts.tsx";
import { HeldDecision } from "./queue/HeldDecision.tsx";
import { DecisionButtons } from "./queue/row-parts.tsx";
import { creatorOf } from "./queue/rules.ts";
import type { Action, Withdrawal } from "./queue/types.ts";
import { TrailLink } from "./TrailLink.tsx";

type Details = Schemas["WithdrawalDetails"];

export function WithdrawalPage() {
  const { withdrawalId } = useParams({ from: "/admin/admin/withdrawals/$withdrawalId" });
  const withdrawal = useQuery(withdrawalQuery(withdrawalId));
  if (!withdrawal.data && withdrawal.error)
    return (
      <Page title={t.processed.title}>
        <Problem error={withdrawal.error} retry={() => withdrawal.refetch()} />
        <Link
          to="/admin/withdrawals"
          search={{ status: undefined, creator: undefined }}
          className="self-start underline underline-offset-4"
        >
          {t.processed.all}
        </Link>
      </Page>
    );
  return (
    <Loaded
      query={withdrawal}
      skeleton={
        <Page title={t.processed.title}>
          <Card>
            <RowsSkeleton />
          </Card>
        </Page>
      }
    >
      {(data) => <One withdrawal={data} />}
    </Loaded>
  );
}

function One({ withdrawal }: { withdrawal: Details }) {
  const [decision, setDecision] = useState<Decision>();
  const named = t.admin.ofCreator(amountText(usd(withdrawal.amount)), creatorOf(withdrawal));
  return (
    <Page
      title={t.one.title(amountText(usd(withdrawal.amount)))}
      lead={
        <span className="flex flex-wrap items-baseline gap-x-4">
          <ShortId id={withdrawal.id} />
          <TrailLink id={withdrawal.id} className="inline-block py-0.5 underline underline-offset-4" />
        </span>
      }
      actions={
        <Actions of={withdrawal} named={named} onDecide={(action) => setDecision({ withdrawal, action })} />
      }
    >
      <div className="grid items-start gap-5 lg:grid-cols-[20rem_minmax(0,1fr)]">
        <Facts withdrawal={withdrawal} />
        <div className="flex min-w-0 flex-col gap-5">
          <Card title={deciding.facts.title}>
            <DecisionFacts of={withdrawal} />
          </Card>
          <Card title={t.one.timeline} flush>
            <Timeline withdrawalId={withdrawal.id} />
          </Card>
          <Card title={t.one.attempts} flush>
            <Attempts attempts={withdrawal.attempts} />
          </Card>
        </div>
      </div>
      <DecisionDialog decision={decision} onClose={() => setDecision(undefined)} />
    </Page>
  );
}

interface ActionsProps {
  of: Withdrawal;
  named: string;
  onDecide: (action: Action) => void;
}

/** What an admin may do now; or who decided, and the way back. */
function Actions({ of, named, onDecide }: ActionsProps) {
  if (of.decision) return <HeldDecision of={of} named={named} />;
  const isOpen = of.status === "PENDING" || of.approvals_needed > 0;
  if (!isOpen) return <ManualActions withdrawal={of} />;
  return (
    <div className="flex flex-wrap items-center gap-2">
      <DecisionButtons withdrawal={of} named={named} onDecide={(_, action) => onDecide(action)} />
    </div>
  );
}

function Facts({ withdrawal }: { withdrawal: Details }) {
  const review = withdrawal.attention === null ? undefined : t.review.reasons[withdrawal.attention];
  return (
    <Card>
      <dl className="flex flex-col gap-4">
        <Fact word={t.admin.columns.status}>
          <StatusBadge status={withdrawal.status} words={t.admin.status} />
          {review && (
            <p className="mt-2 text-13 text-held">
              {review.title}. {review.todo}
            </p>
          )}
        </Fact>
        <Fact word={t.one.creator}>
          <PersonLink id={withdrawal.creator_id} name={withdrawal.creator_name} withId />
        </Fact>
        {withdrawal.creator_email && <Fact word={t.one.email}>{withdrawal.creator_email}</Fact>}
        <Fact word={t.one.method}>
          <p>{withdrawal.payout_label ?? t.admin.toNowhere}</p>
          {withdrawal.payout_destination && <ShortId id={withdrawal.payout_destination} />}
          {withdrawal.payout_details && <p className="text-muted">{withdrawal.payout_details}</p>}
        </Fact>
        <PayoutFacts of={withdrawal} />
        <Fact word={t.one.record}>
          <CreatorRecord creatorId={withdrawal.creator_id} />
          <PausePayouts
            creatorId={withdrawal.creator_id}
            name={withdrawal.creator_name ?? withdrawal.creator_id}
          />
        </Fact>
      </dl>
    </Card>
  );
}

function Attempts({ attempts }: { attempts: Details["attempts"] }) {
  if (attempts.length === 0) return <Empty title={t.one.noAttempts} />;
  return (
    <ul className="text-13">
      {attempts.map((attempt) => (
        <li
          key={attempt.id}
          className="flex flex-wrap items-baseline gap-x-4 gap-y-1 border-t border-line px-5 py-3"
        >
          <span className="font-medium">{t.withdrawal.attempts[attempt.state] ?? attempt.state}</span>
          <Ago at={attempt.updated_at} className="text-muted" />
          {attempt.reference && <ShortId id={attempt.reference} />}
          {attempt.failure && <q className="basis-full break-words text-back">{attempt.failure}</q>}
        </li>
      ))}
    </ul>
  );
}
