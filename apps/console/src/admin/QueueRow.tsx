import { Link } from "@tanstack/react-router";
import { Badge } from "../components/Badge.tsx";
import { Button } from "../components/Button.tsx";
import { Money } from "../components/Money.tsx";
import { Ago, useNow } from "../components/Time.tsx";
import { amountText, usd } from "../format/money.ts";
import { durationText, exactTime } from "../format/time.ts";
import { t } from "../texts.ts";
import { CreatorRecord } from "./CreatorRecord.tsx";
import { PayoutMarks } from "./PayoutMarks.tsx";
import type { Withdrawal } from "./queries.ts";

interface QueueRowProps {
  withdrawal: Withdrawal;
  isCurrent: boolean;
  onFocus: () => void;
  onDecide: (action: "approve" | "reject") => void;
}

/** The facts for a decision, on one or two lines. */
export function QueueRow({ withdrawal, isCurrent, onFocus, onDecide }: QueueRowProps) {
  const amount = usd(withdrawal.amount);
  const creator = withdrawal.creator_name ?? withdrawal.creator_id;
  const named = t.admin.ofCreator(amountText(amount), creator);
  return (
    <li
      id={`queue-${withdrawal.id}`}
      tabIndex={-1}
      onFocus={onFocus}
      data-current={isCurrent || undefined}
      className="flex flex-wrap items-center gap-x-6 gap-y-3 border-b border-line px-5 py-4 outline-none last:border-0 data-current:bg-accent-soft data-current:shadow-[inset_3px_0_var(--accent)]"
    >
      <div className="flex min-w-0 flex-1 basis-72 flex-col gap-1">
        <p className="flex flex-wrap items-baseline gap-x-3">
          <Link
            to="/admin/withdrawals/$withdrawalId"
            params={{ withdrawalId: withdrawal.id }}
            className="text-20 font-semibold tracking-tight hover:underline"
          >
            <Money amount={amount} />
          </Link>
          <span className="min-w-0 truncate font-medium">{creator}</span>
          {withdrawal.first_approval ? (
            <Badge tone="way">
              {t.admin.firstOfTwo(withdrawal.first_approval.admin_id)}{" "}
              <Ago at={withdrawal.first_approval.at} />
            </Badge>
          ) : (
            withdrawal.approvals_needed > 1 && <Badge tone="held">{t.admin.secondApproval}</Badge>
          )}
          <PayoutMarks of={withdrawal} />
        </p>
        <CreatorRecord creatorId={withdrawal.creator_id} />
        <p className="text-13 text-muted">
          {withdrawal.payout_label === null ? t.admin.toNowhere : t.admin.to(withdrawal.payout_label)} ·{" "}
          {t.admin.waits} <Age at={withdrawal.created_at} />
        </p>
      </div>
      <div className="flex gap-2">
        <Button
          size="s"
          kind="danger"
          aria-label={`${t.admin.reject}: ${named}`}
          onClick={() => onDecide("reject")}
        >
          {t.admin.reject}
        </Button>
        <Button
          size="s"
          kind="primary"
          aria-label={`${t.admin.approve}: ${named}`}
          onClick={() => onDecide("approve")}
        >
          {t.admin.approve}
        </Button>
      </div>
    </li>
  );
}

function Age({ at }: { at: string }) {
  const now = useNow(10_000);
  return (
    <time dateTime={at} title={exactTime(at)} className="figures">
      {durationText((now - new Date(at).getTime()) / 1_000)}
    </time>
  );
}
