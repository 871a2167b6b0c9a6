import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { newKey, type Schemas } from "../api/client.ts";
import { ask, type PayoutMethod, type Quote, type Speed, type WithdrawalOrder } from "../api/payouts.ts";
import { Button } from "../components/Button.tsx";
import { Dialog } from "../components/Dialog.tsx";
import { Loading, Problem, Skeleton } from "../components/states.tsx";
import { amountText, cents, decimal, usd } from "../format/money.ts";
import { dayText, exactTime } from "../format/time.ts";
import { announce } from "../shell/announce.ts";
import { checklist } from "../texts/creator-home.ts";
import { payouts } from "../texts/payouts.ts";
import { t } from "../texts.ts";
import { quoteQuery } from "./payout-queries.ts";

const texts = payouts.withdraw;

/** What the creator is about to request. */
export interface Asking {
  minor: bigint;
  where: PayoutMethod | undefined;
  speed: Speed;
}

interface ConfirmationProps {
  asking: Asking | undefined;
  most: bigint;
  onClose: () => void;
  onAsked: () => void;
}

/** Without a choice the request has its first form, which older servers take too. */
function orderOf({ minor, where, speed }: Asking): WithdrawalOrder {
  return {
    amount: decimal(cents(minor)),
    ...(where && !where.is_default && { payout_method_id: where.id }),
    ...(speed === "instant" && { speed }),
  };
}

/** Repeats the request in a sentence, with its fee and its day of arrival, before it is sent. */
export function WithdrawConfirmation({ asking, most, onClose, onAsked }: ConfirmationProps) {
  const cache = useQueryClient();
  // Kept while the dialog closes, so that its text does not change meanwhile.
  const shown = useRef(asking);
  shown.current = asking ?? shown.current;
  const { minor, where, speed } = shown.current ?? { minor: 0n, where: undefined, speed: "standard" };
  // One key for one intention: pressing again after a lost response requests once.
  const [key, setKey] = useState(newKey);
  const quote = useQuery(quoteQuery(asking && orderOf(asking)));
  const send = useMutation({
    mutationFn: (order: WithdrawalOrder) =>
      ask<Schemas["Withdrawal"]>("post", "/api/withdrawals", { body: order, idempotencyKey: key }),
    onSuccess: async ({ amount: held }) => {
      announce(t.withdraw.asked(amountText(usd(held))));
      setKey(newKey());
      onAsked();
      const changed = ["withdrawals", "earnings", "payout-calendar"];
      await Promise.all(changed.map((name) => cache.invalidateQueries({ queryKey: [name] })));
    },
  });
  const close = () => {
    send.reset();
    setKey(newKey());
    onClose();
  };
  const words = amountText(cents(minor));
  const remains = amountText(cents(most - minor));
  const consequence = !where
    ? t.withdraw.confirmUnset(words, remains)
    : speed === "instant"
      ? texts.confirmInstant(words, where.label, remains)
      : t.withdraw.confirm(words, where.label, remains);
  // Nobody pays a fee that was not shown.
  const blocked = speed === "instant" ? !isClean(quote.data) : hasProblems(quote.data);
  return (
    <Dialog
      open={asking !== undefined}
      onClose={close}
      title={t.withdraw.confirmTitle(words)}
      consequence={consequence}
      actions={
        <>
          <Button onClick={close}>{t.back}</Button>
          <Button
            kind="primary"
            busy={send.isPending}
            disabled={blocked}
            onClick={() => asking && send.mutate(orderOf(asking))}
          >
            {t.withdraw.doIt}
          </Button>
        </>
      }
    >
      {asking && quote.isPending && (
        <Loading>
          <span className="sr-only">{texts.quoting}</span>
          <Skeleton className="h-16" />
        </Loading>
      )}
      {quote.data && <Terms quote={quote.data} speed={speed} isPayable={where?.state === "ready"} />}
      {quote.isError && speed === "instant" && (
        <Problem error={quote.error} retry={() => void quote.refetch()} />
      )}
      {send.isError && <Problem error={send.error} />}
    </Dialog>
  );
}

const hasProblems = (quote: Quote | null | undefined): boolean => (quote?.problems.length ?? 0) > 0;
const isClean = (quote: Quote | null | undefined): boolean =>
  quote !== null && quote !== undefined && !hasProblems(quote);

function Terms({ quote, speed, isPayable }: { quote: Quote; speed: Speed; isPayable: boolean }) {
  const fee = usd(quote.fee);
  return (
    <>
      <dl className="figures flex flex-col gap-1.5 rounded-control bg-sunken px-4 py-3">
        <Term word={texts.fee}>{fee.minor === 0n ? texts.free : amountText(fee)}</Term>
        <Term word={texts.arrives}>{amountText(usd(quote.arrives))}</Term>
        <Term word={texts.arrival}>{isPayable ? arrivalText(quote, speed) : checklist.afterSetUp}</Term>
      </dl>
      {quote.locked_until !== null && (
        <p className="text-held">{texts.waits(exactTime(quote.locked_until))}</p>
      )}
      {quote.problems.length > 0 && (
        <ul role="alert" className="flex flex-col gap-1 rounded-control bg-back-soft px-4 py-3 text-back">
          {quote.problems.map(({ code, detail }) => (
            <li key={code}>{t.problems[code] ?? detail}</li>
          ))}
        </ul>
      )}
    </>
  );
}

function arrivalText({ estimated_arrival: arrival }: Quote, speed: Speed): string {
  if (speed === "instant") return texts.soon;
  return arrival === null ? t.withdraw.arrivesIn : dayText(arrival);
}

function Term({ word, children }: { word: string; children: React.ReactNode }) {
  return (
    <div className="flex items-baseline justify-between gap-4">
      <dt className="text-muted">{word}</dt>
      <dd className="text-end font-medium">{children}</dd>
    </div>
  );
}
