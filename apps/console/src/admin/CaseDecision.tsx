import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useRef, useState } from "react";
import type { CaseDetails } from "../api/cases.ts";
import { api, newKey, type Schemas, take } from "../api/client.ts";
import { Button } from "../components/Button.tsx";
import { Card } from "../components/Card.tsx";
import { useDraft } from "../components/draft.ts";
import { Input, TextArea } from "../components/Field.tsx";
import { Problem } from "../components/states.tsx";
import { announce } from "../shell/announce.ts";
import { adminCases as words } from "../texts/admin-cases.ts";

interface CaseDecisionProps {
  found: CaseDetails;
  /** Tokens. */
  refundable: number;
}

/** Refunds a case with one click, or declines it with a word. */
export function CaseDecision({ found, refundable }: CaseDecisionProps) {
  if (found.refund) return <UnderWay tokens={found.refund.tokens} />;
  return <Decide found={found} refundable={refundable} />;
}

/** Begun, and not posted: mostly it waits for a second admin. */
function UnderWay({ tokens }: { tokens: number }) {
  return (
    <Card title={words.decide}>
      <p>{words.underWay(tokens)}</p>
      <Link to="/admin/acts" className="underline underline-offset-4">
        {words.toActs}
      </Link>
    </Card>
  );
}

/** The whole number that was typed, if it can be refunded. */
function amountOf(text: string, most: number): number | undefined {
  const amount = /^\d{1,12}$/.test(text.trim()) ? Number(text) : 0;
  return amount >= 1 && amount <= most ? amount : undefined;
}

function Decide({ found, refundable }: CaseDecisionProps) {
  const [text, setText] = useState(String(refundable));
  const [note, setNote] = useDraft(`case ${found.id}`);
  const [noteMissing, setNoteMissing] = useState(false);
  const field = useRef<HTMLTextAreaElement>(null);
  const resolve = useResolve(found.id, () => setNote(""));
  const amount = amountOf(text, refundable);
  const decline = () => {
    const why = note.trim();
    setNoteMissing(why === "");
    if (why === "") field.current?.focus();
    else resolve.mutate({ outcome: "decline", note: why });
  };
  const refund = () => {
    const why = note.trim();
    if (amount !== undefined)
      resolve.mutate({ outcome: "refund", tokens: amount, ...(why !== "" && { note: why }) });
  };
  return (
    <Card title={words.decide}>
      <div className="flex flex-col gap-4">
        {refundable > 0 ? (
          <Input
            label={words.amount}
            hint={words.amountHint(refundable)}
            inputMode="numeric"
            autoComplete="off"
            className="max-w-40"
            value={text}
            error={amount === undefined ? words.amountWrong(refundable) : undefined}
            onChange={(event) => setText(event.target.value)}
          />
        ) : (
          <p>{words.nothingLeft}</p>
        )}
        <TextArea
          ref={field}
          label={words.note}
          hint={words.noteHint}
          maxLength={400}
          rows={2}
          value={note}
          error={noteMissing && note.trim() === "" ? words.noteNeeded : undefined}
          // The note has one line.
          onChange={(event) => setNote(event.target.value.replaceAll(/\s*\n\s*/g, " "))}
        />
        {resolve.isError && <Problem error={resolve.error} />}
        <div className="flex flex-wrap gap-3">
          {refundable > 0 && (
            <Button kind="primary" busy={resolve.isPending} disabled={amount === undefined} onClick={refund}>
              {words.refund(amount ?? 0)}
            </Button>
          )}
          <Button kind="danger" busy={resolve.isPending} onClick={decline}>
            {words.decline}
          </Button>
        </div>
        {refundable > 0 && <p className="text-13 text-muted">{words.refundHint}</p>}
      </div>
    </Card>
  );
}

type Resolution = Schemas["CaseResolution"];
type Resolved = Schemas["Case"] | Schemas["Act"];

function useResolve(caseId: string, onDone: () => void) {
  const cache = useQueryClient();
  const key = useRef(newKey());
  return useMutation({
    mutationFn: (body: Resolution): Promise<Resolved> => {
      const params = { path: { id: caseId } };
      return take(api.post("/api/cases/{id}/resolve", { params, body, idempotencyKey: key.current }));
    },
    onSuccess: async (resolved) => {
      announce(saying(resolved));
      onDone();
      await cache.invalidateQueries();
    },
    // Another admin was faster: show the present state.
    onError: () => cache.invalidateQueries({ queryKey: ["cases"] }),
    onSettled: () => {
      key.current = newKey();
    },
  });
}

function saying(resolved: Resolved): string {
  if ("needs_second" in resolved) return words.waits;
  if (resolved.status === "declined") return words.declinedNow;
  const tokens = resolved.refund?.tokens ?? 0;
  return resolved.status === "refunded" ? words.refundedNow(tokens) : words.underWay(tokens);
}
