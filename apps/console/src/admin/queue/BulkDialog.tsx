import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { Button } from "../../components/Button.tsx";
import { Dialog } from "../../components/Dialog.tsx";
import { Progress } from "../../components/Progress.tsx";
import { Loading, Problem } from "../../components/states.tsx";
import { amountText, cents } from "../../format/money.ts";
import { announce } from "../../shell/announce.ts";
import { deciding } from "../../texts/admin-decisions.ts";
import { queue } from "../../texts/admin-queue.ts";
import { t } from "../../texts.ts";
import { LeftOutList } from "./LeftOutList.tsx";
import type { Action, Withdrawal } from "./types.ts";
import { isUnsent, judged, type Outcome, useBulk } from "./use-bulk.ts";
import { UNDO_SECONDS_OF_SEVERAL } from "./use-decide.ts";
import { useWords, WordFields } from "./WordFields.tsx";

const texts = deciding.bulk;

export interface BulkDecision {
  action: Action;
  rows: readonly Withdrawal[];
}

export interface BulkDialogProps {
  decision: BulkDecision | undefined;
  onClose: () => void;
  /** `unsent`: they broke off on the way to the API. */
  onDecided: (ids: readonly string[], unsent: readonly string[]) => void;
  focusAfter?: () => HTMLElement | null;
}

/** Approve or reject several: their sum, who is left out and why, how far it is, and what became of them. */
export function BulkDialog({ decision, ...rest }: BulkDialogProps) {
  const shown = useRef(decision);
  const turn = useRef(0);
  if (decision && decision !== shown.current) turn.current += 1;
  shown.current = decision ?? shown.current;
  if (!shown.current) return null;
  return <Ask key={turn.current} decision={shown.current} open={decision !== undefined} {...rest} />;
}

type AskProps = Omit<BulkDialogProps, "decision"> & { decision: BulkDecision; open: boolean };

function Ask({ decision: { action, rows }, open, onClose, onDecided, focusAfter }: AskProps) {
  const ids = rows.map(({ id }) => id);
  const judgement = useQuery({
    queryKey: ["judged", action, ids],
    queryFn: () => judged(action, ids),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    refetchOnWindowFocus: false,
  });
  const bulk = useBulk(action);
  const field = useRef<HTMLTextAreaElement>(null);
  const words = useWords(action, "several", field);
  const isJudged = judgement.isSuccess;
  useEffect(() => {
    if (isJudged) field.current?.focus();
  }, [isJudged]);
  const judgedIds = judgement.data?.decided.map(({ id }) => id) ?? [];
  const submit = async () => {
    const taken = words.taken();
    if (!taken) return;
    const outcome = await bulk.run(judgedIds, taken);
    const unsent = outcome.left_out.filter(isUnsent).map(({ id }) => id);
    // They are decided again, with the same words.
    if (unsent.length === 0) words.clear();
    onDecided(
      outcome.decided.map(({ id }) => id),
      unsent,
    );
    announce(said(action, outcome));
    if (outcome.left_out.length === 0) onClose();
  };
  // Words that nobody sent are not for the next selection.
  const leave = () => {
    if (!bulk.outcome) words.clear();
    onClose();
  };
  const count = judgement.data ? judgedIds.length : rows.length;
  const amount = amountText(cents(judgement.data?.totalMinor ?? 0n));
  return (
    <Dialog
      open={open}
      // What is under way goes on; this dialog then shows its results.
      onClose={() => !bulk.isRunning && leave()}
      focusAfter={focusAfter}
      title={bulk.outcome ? texts.done : title(action, count, judgement.data && amount)}
      consequence={
        bulk.outcome
          ? said(action, bulk.outcome)
          : judgement.data && consequence(action, judgement.data, amount)
      }
      actions={
        bulk.outcome ? (
          <Button kind="primary" onClick={onClose}>
            {texts.close}
          </Button>
        ) : (
          <>
            <Button onClick={leave} disabled={bulk.isRunning}>
              {t.back}
            </Button>
            {count > 0 && (
              <Button
                kind={action === "approve" ? "primary" : "danger"}
                busy={bulk.isRunning || judgement.isPending}
                onClick={submit}
              >
                {action === "approve" ? texts.doApprove(count) : texts.doReject(count)}
              </Button>
            )}
          </>
        )
      }
    >
      {judgement.isError && <Problem error={judgement.error} retry={() => judgement.refetch()} />}
      {judgement.isPending && (
        <Loading>
          <p className="text-muted">{texts.checking(rows.length)}</p>
        </Loading>
      )}
      {bulk.outcome ? (
        <LeftOutList
          title={texts.failed(bulk.outcome.left_out.length)}
          of={bulk.outcome.left_out}
          rows={rows}
        />
      ) : (
        judgement.data && (
          <>
            <LeftOutList
              title={texts.leftOut(judgement.data.left_out.length)}
              of={judgement.data.left_out}
              rows={rows}
            />
            {bulk.isRunning ? (
              <Progress
                label={texts.progressOf}
                done={bulk.done}
                of={count}
                text={texts.progress(bulk.done, count)}
              />
            ) : (
              count > 0 && <WordFields action={action} words={words} field={field} />
            )}
          </>
        )
      )}
    </Dialog>
  );
}

function title(action: Action, count: number, amount: string | undefined): string {
  if (amount === undefined) return texts.checking(count);
  return action === "approve" ? texts.approveTitle(count, amount) : texts.rejectTitle(count, amount);
}

function consequence(action: Action, { decided }: Outcome, amount: string): string {
  if (decided.length === 0) return texts.nothing;
  const undo = queue.held.notice(UNDO_SECONDS_OF_SEVERAL);
  if (action === "reject") return `${texts.reject(amount)} ${undo}`;
  const second = decided.filter(({ approvals_needed: needed = 0 }) => needed > 0).length;
  const words = [texts.approve(amount), ...(second === 0 ? [] : [texts.second(second)]), undo];
  return words.join(" ");
}

function said(action: Action, { decided, totalMinor }: Outcome): string {
  const amount = amountText(cents(totalMinor));
  return action === "approve"
    ? texts.approved(decided.length, amount)
    : texts.rejected(decided.length, amount);
}
