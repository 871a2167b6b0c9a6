import type { ReactNode } from "react";
import { useIdentity } from "../../auth/session.ts";
import { Button } from "../../components/Button.tsx";
import { amountText, usd } from "../../format/money.ts";
import { queue } from "../../texts/admin-queue.ts";
import { t } from "../../texts.ts";
import { possible } from "./rules.ts";
import type { Action, Withdrawal } from "./types.ts";

/** Parts of a row that its line and its details share. */

interface DecisionButtonsProps {
  withdrawal: Withdrawal;
  named: string;
  onDecide: (withdrawal: Withdrawal, action: Action) => void;
  small?: boolean;
}

export function DecisionButtons({ withdrawal, named, onDecide, small = false }: DecisionButtonsProps) {
  const me = useIdentity()?.userId;
  const can = possible(withdrawal, me);
  const size = small ? "h-7! px-2!" : "";
  const button = (action: Action, kind: "danger" | "primary"): ReactNode =>
    can[action] && (
      <Button
        size="s"
        kind={kind}
        className={size}
        aria-label={`${t.admin[action]}: ${named}`}
        onClick={() => onDecide(withdrawal, action)}
      >
        {t.admin[action]}
      </Button>
    );
  return (
    <>
      {button("reject", "danger")}
      {button("approve", "primary")}
      {!can.approve && withdrawal.status === "PENDING" && (
        <span className="truncate text-muted" title={queue.approvals[can.isOwnApproval ? "own" : "notYou"]}>
          {small ? queue.approvals.other : queue.approvals[can.isOwnApproval ? "own" : "notYou"]}
        </span>
      )}
    </>
  );
}

/** A creator's earlier payouts. */
export function RecordLine({ of: { creator } }: { of: Withdrawal }) {
  if (!creator) return null;
  const { paid_count: paid, paid_total: total, returned_count: returned, rejected_count: rejected } = creator;
  const words = [
    paid === 0 ? t.admin.record.paid(0, "") : queue.record.paid(paid, amountText(usd(total))),
    ...(rejected > 0 ? [queue.record.rejected(rejected)] : []),
  ];
  return (
    <span className="figures" title={words.join(" · ")}>
      {returned > 0 && <span className="text-back">{queue.record.returned(returned)} · </span>}
      {words.join(" · ")}
    </span>
  );
}
