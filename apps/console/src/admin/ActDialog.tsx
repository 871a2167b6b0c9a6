import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { api, newKey, take } from "../api/client.ts";
import { Button } from "../components/Button.tsx";
import { Dialog } from "../components/Dialog.tsx";
import { useDraft } from "../components/draft.ts";
import { TextArea } from "../components/Field.tsx";
import { Problem } from "../components/states.tsx";
import { announce } from "../shell/announce.ts";
import { t } from "../texts.ts";
import { wordsOf } from "./act-words.ts";
import type { Act } from "./queries.ts";

export interface ActDecision {
  act: Act;
  action: "confirm" | "decline";
}

interface ActDialogProps {
  decision: ActDecision | undefined;
  onClose: () => void;
}

/** A second admin confirms or declines, after reading the consequence. */
export function ActDialog({ decision, onClose }: ActDialogProps) {
  // Kept while the dialog closes, so that its text does not change meanwhile.
  const shown = useRef(decision);
  shown.current = decision ?? shown.current;
  if (!shown.current) return null;
  const { act, action } = shown.current;
  return (
    <Ask
      key={`${act.id} ${action}`}
      act={act}
      action={action}
      open={decision !== undefined}
      onClose={onClose}
    />
  );
}

function Ask({ act, action, open, onClose }: ActDecision & { open: boolean; onClose: () => void }) {
  const [reason, setReason] = useDraft(`act.${act.id}`);
  const [missing, setMissing] = useState(false);
  const field = useRef<HTMLTextAreaElement>(null);
  const decide = useDecide(act, action, () => {
    setReason("");
    onClose();
  });
  const confirms = action === "confirm";
  const close = () => {
    decide.reset();
    setReason("");
    setMissing(false);
    onClose();
  };
  const submit = () => {
    const text = reason.trim();
    if (confirms || text !== "") return decide.mutate(text);
    setMissing(true);
    field.current?.focus();
  };
  return (
    <Dialog
      open={open}
      onClose={close}
      title={confirms ? t.acts.confirmTitle : t.acts.declineTitle}
      consequence={confirms ? t.acts.confirmHint(wordsOf(act)) : t.acts.declineHint(wordsOf(act))}
      actions={
        <>
          <Button onClick={close}>{t.back}</Button>
          <Button kind={confirms ? "primary" : "danger"} busy={decide.isPending} onClick={submit}>
            {confirms ? t.acts.doConfirm : t.acts.doDecline}
          </Button>
        </>
      }
    >
      <q className="break-words text-muted">{act.reason}</q>
      {!confirms && (
        <TextArea
          ref={field}
          label={t.acts.reason}
          maxLength={500}
          value={reason}
          error={missing && reason.trim() === "" ? t.rates.reasonNeeded : undefined}
          onChange={(event) => setReason(event.target.value)}
        />
      )}
      {decide.isError && <Problem error={decide.error} />}
    </Dialog>
  );
}

function useDecide(act: Act, action: ActDecision["action"], onDone: () => void) {
  const cache = useQueryClient();
  const [key] = useState(newKey);
  return useMutation({
    mutationFn: (reason: string) => {
      const params = { path: { id: act.id } };
      return action === "confirm"
        ? take(api.post("/api/admin/acts/{id}/confirm", { params, idempotencyKey: key }))
        : take(api.post("/api/admin/acts/{id}/decline", { params, body: { reason }, idempotencyKey: key }));
    },
    onSuccess: async (decided) => {
      announce(saying(decided));
      onDone();
      await cache.invalidateQueries();
    },
    // Another admin was faster: show the present state.
    onError: () => cache.invalidateQueries({ queryKey: ["acts"] }),
  });
}

function saying({ status, result }: Act): string {
  if (status === "declined") return t.acts.declined;
  if (status === "failed") return t.acts.failed(result ?? "");
  return status === "executed" ? t.acts.done : t.acts.under;
}
