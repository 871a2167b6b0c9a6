import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { api, newKey, take } from "../api/client.ts";
import { Button } from "../components/Button.tsx";
import { Dialog } from "../components/Dialog.tsx";
import { useDraft } from "../components/draft.ts";
import { Input, TextArea } from "../components/Field.tsx";
import { Problem } from "../components/states.tsx";
import { amountText, usd } from "../format/money.ts";
import { announce } from "../shell/announce.ts";
import { t } from "../texts.ts";
import type { Withdrawal } from "./queries.ts";

type Action = "mark_paid" | "mark_failed";

/** A payment by hand: the admin records its result. */
export function ManualActions({ withdrawal }: { withdrawal: Withdrawal }) {
  const [asking, setAsking] = useState<Action>();
  if (withdrawal.method !== "manual" || withdrawal.status !== "APPROVED") return null;
  return (
    <div className="flex flex-wrap gap-2">
      <Button size="s" onClick={() => setAsking("mark_failed")}>
        {t.manual.failed}
      </Button>
      <Button size="s" kind="primary" onClick={() => setAsking("mark_paid")}>
        {t.manual.paid}
      </Button>
      {asking && <Ask withdrawal={withdrawal} action={asking} onClose={() => setAsking(undefined)} />}
    </div>
  );
}

function Ask({
  withdrawal,
  action,
  onClose,
}: {
  withdrawal: Withdrawal;
  action: Action;
  onClose: () => void;
}) {
  const cache = useQueryClient();
  const [text, setText] = useDraft(`manual.${action}.${withdrawal.id}`);
  const [missing, setMissing] = useState(false);
  const [key] = useState(newKey);
  const paid = action === "mark_paid";
  const amount = amountText(usd(withdrawal.amount));
  const tell = useMutation({
    mutationFn: (said: string) =>
      take(
        api.patch("/api/withdrawals/{id}", {
          params: { path: { id: withdrawal.id } },
          body: paid ? { action: "mark_paid", reference: said } : { action: "mark_failed", note: said },
          idempotencyKey: key,
        }),
      ),
    onSuccess: async (done) => {
      if ("needs_second" in done) announce(t.manual.asked);
      setText("");
      onClose();
      await cache.invalidateQueries();
    },
  });
  const input = useRef<HTMLElement>(null);
  const confirm = () => {
    if (text.trim() !== "") return tell.mutate(text.trim());
    setMissing(true);
    input.current?.focus();
  };
  const field = {
    ref: (element: HTMLElement | null) => {
      input.current = element;
    },
    value: text,
    onChange: (event: { target: { value: string } }) => setText(event.target.value),
    error:
      missing && text.trim() === "" ? (paid ? t.manual.referenceNeeded : t.decision.noteNeeded) : undefined,
  };
  return (
    <Dialog
      open
      onClose={onClose}
      title={paid ? t.manual.paidTitle(amount) : t.manual.failedTitle(amount)}
      consequence={paid ? t.manual.paidHint : t.manual.failedHint(amount)}
      actions={
        <>
          <Button onClick={onClose}>{t.back}</Button>
          <Button kind={paid ? "primary" : "danger"} busy={tell.isPending} onClick={confirm}>
            {paid ? t.manual.paid : t.manual.failed}
          </Button>
        </>
      }
    >
      {paid ? (
        <Input label={t.manual.reference} hint={t.manual.referenceNeeded} maxLength={200} {...field} />
      ) : (
        <TextArea label={t.decision.note} maxLength={300} {...field} />
      )}
      {tell.isError && <Problem error={tell.error} />}
    </Dialog>
  );
}
