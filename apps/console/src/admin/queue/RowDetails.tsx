import { Link } from "@tanstack/react-router";
import { ShortId } from "../../components/ShortId.tsx";
import { amountText, usd } from "../../format/money.ts";
import { deciding } from "../../texts/admin-decisions.ts";
import { queue } from "../../texts/admin-queue.ts";
import { t } from "../../texts.ts";
import { Fact } from "../Fact.tsx";
import { DecisionFacts } from "./DecisionFacts.tsx";
import { HeldDecision } from "./HeldDecision.tsx";
import { DecisionButtons, RecordLine } from "./row-parts.tsx";
import type { Action, Withdrawal } from "./types.ts";

interface RowDetailsProps {
  withdrawal: Withdrawal;
  named: string;
  onDecide: (withdrawal: Withdrawal, action: Action) => void;
}

/** Everything about a row: what its line leaves out on a small screen, and the facts for a decision. */
export function RowDetails({ withdrawal, named, onDecide }: RowDetailsProps) {
  const { creator, decision_stopped: stopped } = withdrawal;
  return (
    <div className="flex flex-col gap-4 border-t border-line bg-surface px-4 py-4 text-13 lg:ps-11">
      {stopped && (
        <p className="text-back">
          {queue.held.stopped(queue.held.actions[stopped.action])}:{" "}
          {t.problems[stopped.code] ?? stopped.detail}
        </p>
      )}
      <dl className="grid gap-x-6 gap-y-3 sm:grid-cols-2 lg:grid-cols-4">
        <Fact word={t.one.creator}>
          {withdrawal.creator_name && <p>{withdrawal.creator_name}</p>}
          {withdrawal.creator_email && <p className="text-muted">{withdrawal.creator_email}</p>}
          <ShortId id={withdrawal.creator_id} />
        </Fact>
        <Fact word={t.one.method}>
          <p>{withdrawal.payout_label ?? t.admin.toNowhere}</p>
          <p className="text-muted">{withdrawal.payout_destination ?? withdrawal.payout_details}</p>
        </Fact>
        <Fact word={t.one.record}>
          <RecordLine of={withdrawal} />
          {creator?.earned_total && <p>{queue.record.earned(amountText(usd(creator.earned_total)))}</p>}
        </Fact>
        {creator?.available && (
          <Fact word={deciding.facts.available}>{amountText(usd(creator.available))}</Fact>
        )}
      </dl>
      <DecisionFacts of={withdrawal} />
      <div className="flex flex-wrap items-center gap-2">
        {withdrawal.decision ? (
          <HeldDecision of={withdrawal} named={named} />
        ) : (
          <span className="contents lg:hidden">
            <DecisionButtons withdrawal={withdrawal} named={named} onDecide={onDecide} />
          </span>
        )}
        <Link
          to="/admin/withdrawals/$withdrawalId"
          params={{ withdrawalId: withdrawal.id }}
          className="py-2 underline underline-offset-4"
        >
          {queue.openOne}
        </Link>
      </div>
    </div>
  );
}
