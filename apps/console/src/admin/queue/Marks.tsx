import { useIdentity } from "../../auth/session.ts";
import { Badge, type Tone } from "../../components/Badge.tsx";
import { Ago } from "../../components/Time.tsx";
import { queue } from "../../texts/admin-queue.ts";
import { PayoutMarks } from "../PayoutMarks.tsx";
import { approvalsInAll, approvalsOf } from "./rules.ts";
import type { RiskLevel, Withdrawal } from "./types.ts";

const TONES: Record<RiskLevel, Tone> = { low: "muted", medium: "held", high: "back" };

/** What a row's state asks of admins: its approvals, its marks, a decision that did not take effect. */
export function Marks({ of }: { of: Withdrawal }) {
  return (
    <>
      <Approvals of={of} />
      {of.first_payout && (
        // Wide screens have the record beside it.
        <span className="lg:hidden">
          <Badge tone="accent">{queue.record.first}</Badge>
        </span>
      )}
      {of.decision_stopped && (
        <Badge tone="back">{queue.held.stopped(queue.held.actions[of.decision_stopped.action])}</Badge>
      )}
      <PayoutMarks of={of} />
    </>
  );
}

function Approvals({ of }: { of: Withdrawal }) {
  const me = useIdentity()?.userId;
  const [first] = approvalsOf(of);
  if (first)
    return (
      <Badge tone="way">
        {queue.approvals.one(
          approvalsInAll(of),
          first.by === me ? queue.approvals.you : (first.by_name ?? first.by),
        )}{" "}
        <Ago at={first.at} />
        {first.by === me && ` · ${queue.approvals.short}`}
      </Badge>
    );
  return of.approvals_needed > 1 ? (
    <Badge tone="held">{queue.approvals.needed(of.approvals_needed)}</Badge>
  ) : null;
}

/** A low risk is not worth a colour. */
export function RiskBadge({ of: { risk } }: { of: Withdrawal }) {
  if (!risk) return null;
  const reasons = risk.reasons.map((code) => queue.risk.reasons[code] ?? code).join(" · ");
  return (
    <span title={reasons}>
      <Badge tone={TONES[risk.level]}>{queue.risk[risk.level]}</Badge>
    </span>
  );
}
