import { useRef, useState } from "react";
import { newKey } from "../api/client.ts";
import { Button } from "../components/Button.tsx";
import { Dialog } from "../components/Dialog.tsx";
import { Problem } from "../components/states.tsx";
import { amountText, usd } from "../format/money.ts";
import { queue } from "../texts/admin-queue.ts";
import { t } from "../texts.ts";
import { consequence } from "./queue/consequence.ts";
import type { Action, Withdrawal } from "./queue/types.ts";
import { UNDO_SECONDS, useDecide } from "./queue/use-decide.ts";
import { useWords, WordFields } from "./queue/WordFields.tsx";

export interface Decision {
  withdrawal: Withdrawal;
  action: Action;
}

export interface DecisionDialogProps {
  decision: Decision | undefined;
  onClose: () => void;
  /** It is decided: the row to go on with. */
  onDecided?: (decision: Decision) => void;
  focusAfter?: () => HTMLElement | null;
}

/** Approve or reject, after reading the consequence. */
export function DecisionDialog({ decision, ...rest }: DecisionDialogProps) {
  // Kept while the dialog closes, so that its text does not change meanwhile.
  const shown = useRef(decision);
  shown.current = decision ?? shown.current;
  // Closed, and its code on the way.
  if (!shown.current) return <Dialog open={false} onClose={rest.onClose} title="" actions={null} />;
  return (
    <Ask
      key={`${shown.current.withdrawal.id} ${shown.current.action}`}
      decision={shown.current}
      open={decision !== undefined}
      {...rest}
    />
  );
}

type AskProps = Omit<DecisionDialogProps, "decision"> & { decision: Decision; open: boolean };

function Ask({ decision, open, onClose, onDecided, focusAfter }: AskProps) {
  const { withdrawal, action } = decision;
  const field = useRef<HTMLTextAreaElement>(null);
  const words = useWords(action, withdrawal.id, field);
  const [key, setKey] = useState(newKey);
  const decide = useDecide(withdrawal, action, key, () => {
    words.clear();
    setKey(newKey());
    onDecided?.(decision);
    onClose();
  });
  const approves = action === "approve";
  const amount = amountText(usd(withdrawal.amount));
  const close = () => {
    decide.reset();
    words.forgive();
    setKey(newKey());
    onClose();
  };
  const submit = () => {
    const taken = words.taken();
    if (taken) decide.mutate(taken);
  };
  return (
    <Dialog
      open={open}
      onClose={close}
      focusAfter={focusAfter}
      title={approves ? t.decision.approveTitle(amount) : t.decision.rejectTitle(amount)}
      consequence={`${consequence(withdrawal, action)} ${queue.held.notice(UNDO_SECONDS)}`}
      actions={
        <>
          <Button onClick={close}>{t.back}</Button>
          <Button kind={approves ? "primary" : "danger"} busy={decide.isPending} onClick={submit}>
            {approves ? t.admin.approve : t.admin.reject}
          </Button>
        </>
      }
    >
      {approves && withdrawal.payout_label !== null && <Destination of={withdrawal} />}
      <WordFields action={action} words={words} field={field} />
      {decide.isError && <Problem error={decide.error} />}
    </Dialog>
  );
}

/** The admin approves this destination only. */
function Destination({ of }: { of: Withdrawal }) {
  return (
    <div className="break-words">
      <p className="text-13 text-muted">{t.decision.goesTo}</p>
      <p className="font-medium">{of.payout_label}</p>
      <p className="text-muted">{of.payout_destination ?? of.payout_details}</p>
    </div>
  );
}
