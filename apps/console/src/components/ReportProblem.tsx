import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useRef, useState } from "react";
import { type CaseReason, openCasesQuery, REASONS, refetchCases } from "../api/cases.ts";
import { api, newKey, type Schemas, take } from "../api/client.ts";
import { announce } from "../shell/announce.ts";
import { cases } from "../texts/cases.ts";
import { t } from "../texts.ts";
import { Button } from "./Button.tsx";
import { CaseState } from "./CaseState.tsx";
import { Dialog } from "./Dialog.tsx";
import { useDraft } from "./draft.ts";
import { Select, TextArea } from "./Field.tsx";
import { Said } from "./Said.tsx";
import { Problem } from "./states.tsx";

type Charged = Pick<Schemas["Session"], "id" | "tokens_charged">;

interface ReportProblemProps {
  session: Charged;
  /** For screen readers: which session it is. */
  what: string;
  kind?: "quiet" | "secondary";
  size?: "s" | "m";
}

/** Reports a problem with a session; while a report of it is open, its state, which leads to it. */
export function ReportProblem({ session, what, kind = "quiet", size = "s" }: ReportProblemProps) {
  const { data: open } = useQuery(openCasesQuery);
  const [asking, setAsking] = useState(false);
  if (session.tokens_charged === 0) return null;
  const known = open?.find(({ session_id }) => session_id === session.id);
  if (known && !asking)
    return (
      <Link to="/cases/$caseId" params={{ caseId: known.id }} className="rounded-full">
        <CaseState status={known.status} />
        <Said>{cases.reportOf(what)}</Said>
      </Link>
    );
  return (
    <>
      <Button size={size} kind={kind} onClick={() => setAsking(true)}>
        {cases.report}
        <Said>{cases.reportOf(what)}</Said>
      </Button>
      <ReportDialog session={session} open={asking} onClose={() => setAsking(false)} />
    </>
  );
}

interface ReportDialogProps {
  session: Charged;
  open: boolean;
  onClose: () => void;
}

function ReportDialog({ session, open, onClose }: ReportDialogProps) {
  const [reason, setReason] = useState<CaseReason>("picture_frozen");
  const [text, setText] = useDraft(`report ${session.id}`);
  const [missing, setMissing] = useState(false);
  const field = useRef<HTMLTextAreaElement>(null);
  const send = useSend(session.id, () => {
    setText("");
    onClose();
  });
  const close = () => {
    send.reset();
    setMissing(false);
    onClose();
  };
  const submit = () => {
    if (text.trim() !== "") return send.mutate({ reason, text });
    setMissing(true);
    field.current?.focus();
  };
  return (
    <Dialog
      open={open}
      onClose={close}
      title={cases.reportTitle}
      consequence={cases.reportHint(session.tokens_charged)}
      actions={
        <>
          <Button onClick={close}>{t.back}</Button>
          <Button kind="primary" busy={send.isPending} onClick={submit}>
            {cases.send}
          </Button>
        </>
      }
    >
      <Select
        label={cases.reason}
        value={reason}
        onChange={(event) => setReason(event.target.value as CaseReason)}
        options={REASONS.map((value) => ({ value, label: cases.reasons[value] }))}
      />
      <TextArea
        ref={field}
        label={cases.text}
        hint={cases.textHint}
        rows={5}
        maxLength={2_000}
        value={text}
        error={missing && text.trim() === "" ? cases.textNeeded : undefined}
        onChange={(event) => setText(event.target.value)}
      />
      {send.isError && <Problem error={send.error} />}
    </Dialog>
  );
}

function useSend(sessionId: string, onDone: () => void) {
  const cache = useQueryClient();
  const [key] = useState(newKey);
  return useMutation({
    mutationFn: (body: { reason: CaseReason; text: string }) =>
      take(
        api.post("/api/sessions/{id}/cases", {
          params: { path: { id: sessionId } },
          body,
          // A changed text is another request.
          idempotencyKey: `${key}-${body.reason}-${body.text.length}`,
        }),
      ),
    onSuccess: async () => {
      announce(cases.sent);
      await refetchCases(cache);
      onDone();
    },
  });
}
