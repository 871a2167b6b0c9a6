import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { api, newKey, type Schemas, take } from "../api/client.ts";
import { Button } from "../components/Button.tsx";
import { Dialog } from "../components/Dialog.tsx";
import { TextArea } from "../components/Field.tsx";
import { Problem } from "../components/states.tsx";
import { amountText, usd } from "../format/money.ts";
import { exactTime } from "../format/time.ts";
import { announce } from "../shell/announce.ts";
import { t } from "../texts.ts";
import type { Withdrawal } from "./queries.ts";

export interface Decision {
  withdrawal: Withdrawal;
  action: "approve" | "reject";
}

interface DecisionDialogProps {
  decision: Decision | undefined;
  onClose: () => void;
}

/** Approve or reject, after reading the consequence. */
export function DecisionDialog({ decision, onClose }: DecisionDialogProps) {
  // Kept while the dialog closes, so that its text does not change meanwhile.
  const shown = useRef(decision);
  shown.current = decision ?? shown.current;
  if (!shown.current) return null;
  return (
    <Ask
      key={`${shown.current.withdrawal.id} ${shown.current.action}`}
      decision={shown.current}
      open={decision !== undefined}
      onClose={onClose}
    />
  );
}

function Ask({ decision, open, onClose }: { decision: Decision; open: boolean; onClose: () => void }) {
  const { withdrawal, action } = decision;
  const [note, setNote] = useState("");
  const [internal, setInternal] = useState("");
  const [missing, setMissing] = useState(false);
  const [key, setKey] = useState(newKey);
  const field = useRef<HTMLTextAreaElement>(null);
  const decide = useDecide(decision, key, () => {
    setNote("");
    setInternal("");
    setKey(newKey());
    onClose();
  });
  const approves = action === "approve";
  const amount = amountText(usd(withdrawal.amount));
  const close = () => {
    decide.reset();
    setMissing(false);
    setKey(newKey());
    onClose();
  };
  const submit = () => {
    const text = note.trim();
    if (approves || text !== "") return decide.mutate({ note: text, internal: internal.trim() });
    setMissing(true);
    field.current?.focus();
  };
  return (
    <Dialog
      open={open}
      onClose={close}
      title={approves ? t.decision.approveTitle(amount) : t.decision.rejectTitle(amount)}
      consequence={consequence(decision)}
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
      <TextArea
        ref={field}
        label={approves ? t.decision.message : t.decision.reason}
        maxLength={500}
        value={note}
        error={missing && note.trim() === "" ? t.decision.noteNeeded : undefined}
        onChange={(event) => setNote(event.target.value)}
      />
      <TextArea
        label={t.decision.internal}
        hint={t.decision.internalHint}
        maxLength={500}
        value={internal}
        onChange={(event) => setInternal(event.target.value)}
      />
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

function useDecide({ withdrawal, action }: Decision, key: string, onDone: () => void) {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: ({ note, internal }: { note: string; internal: string }) => {
      const { payout_method_id } = withdrawal;
      const seen = payout_method_id !== null && { payout_method_id };
      const own = internal !== "" && { internal_note: internal };
      const body =
        action === "reject"
          ? { action, note, ...own }
          : { action, ...(note !== "" && { note }), ...own, ...seen };
      return take(
        api.patch("/api/withdrawals/{id}", {
          params: { path: { id: withdrawal.id } },
          body,
          idempotencyKey: key,
        }),
      );
    },
    onSuccess: async (decided) => {
      announce(saying(action, decided));
      onDone();
      await changed(cache);
    },
    // Another admin was faster: show the present state.
    onError: () => changed(cache),
  });
}

const changed = (cache: ReturnType<typeof useQueryClient>) =>
  Promise.all(
    ["withdrawals", "withdrawal", "withdrawal-stats", "creator"].map((name) =>
      cache.invalidateQueries({ queryKey: [name] }),
    ),
  );

function saying(
  action: Decision["action"],
  { status }: Schemas["WithdrawalDetails"] | Schemas["Act"],
): string {
  if (action === "reject") return t.decision.rejected;
  return status === "PENDING" ? t.decision.approvedFirst : t.decision.approved;
}

function consequence({ withdrawal, action }: Decision): string {
  const amount = amountText(usd(withdrawal.amount));
  const creator = nameOf(withdrawal);
  if (action === "reject") return t.decision.reject(amount, creator);
  if (withdrawal.status === "APPROVED") return t.decision.approvePlace(amount, creator);
  if (withdrawal.approvals_needed > 1) return t.decision.approveFirst(amount);
  if (withdrawal.method === "manual") return t.decision.approveManual(amount, creator);
  if (withdrawal.method === null) return t.decision.approveUnset(amount, creator);
  return `${sentence(withdrawal, amount, creator)}${lockedSentence(withdrawal)}`;
}

function sentence({ method, speed }: Withdrawal, amount: string, creator: string): string {
  const rail = t.method.kinds[method ?? ""] ?? method ?? "";
  if (speed === "instant") return t.decision.approveInstant(amount, creator, rail);
  if (method === "stripe") return t.decision.approveStripe(amount, creator);
  return t.decision.approveRail(amount, creator, rail);
}

const lockedSentence = ({ locked_until: until }: Withdrawal): string =>
  until && Date.parse(until) > Date.now() ? ` ${t.decision.approveLocked(exactTime(until))}` : "";

const nameOf = ({ creator_name, creator_id }: Withdrawal) => creator_name ?? creator_id;
