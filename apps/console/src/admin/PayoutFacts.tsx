import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { ask } from "../api/payouts.ts";
import { Button } from "../components/Button.tsx";
import { Confirm } from "../components/ConfirmForm.tsx";
import { ShortId } from "../components/ShortId.tsx";
import { amountText, usd } from "../format/money.ts";
import { exactTime } from "../format/time.ts";
import { announce } from "../shell/announce.ts";
import { adminPayouts } from "../texts/admin-payouts.ts";
import { t } from "../texts.ts";
import { Fact } from "./Fact.tsx";
import { PayoutMarks } from "./PayoutMarks.tsx";
import type { PaidWithdrawal } from "./payout-types.ts";

const texts = adminPayouts.facts;

/** What a payout's rail says of it, within the facts of a withdrawal. */
export function PayoutFacts({ of }: { of: PaidWithdrawal }) {
  const { speed, scheduled, fee, payout, locked_until: until } = of;
  const locked = until && Date.parse(until) > Date.now();
  const marked = scheduled || speed === "instant" || locked;
  return (
    <>
      {marked && (
        <Fact word={texts.requested}>
          <span className="flex flex-wrap gap-1.5">
            <PayoutMarks of={of} />
          </span>
          {locked && <p className="mt-1 text-13 text-muted">{texts.lockedHint}</p>}
        </Fact>
      )}
      {fee && usd(fee).minor > 0n && <Fact word={texts.fee}>{amountText(usd(fee))}</Fact>}
      {payout?.network && <Fact word={texts.network}>{payout.network}</Fact>}
      {payout?.token && <Fact word={texts.token}>{payout.token}</Fact>}
      {payout?.reference && (
        <Fact word={texts.reference}>
          <ShortId id={payout.reference} />
        </Fact>
      )}
      {of.status === "APPROVED" && payout && isUnclaimed(payout) && (
        <Fact word={texts.claim}>
          {payout.claim_until && <time dateTime={payout.claim_until}>{exactTime(payout.claim_until)}</time>}
          <CancelPayout of={of} />
        </Fact>
      )}
    </>
  );
}

const isUnclaimed = ({ state, claim_until: until }: NonNullable<PaidWithdrawal["payout"]>): boolean =>
  state === "unclaimed" || until !== null;

function CancelPayout({ of: { id, amount } }: { of: PaidWithdrawal }) {
  const cache = useQueryClient();
  const [asking, setAsking] = useState(false);
  const cancel = useMutation({
    mutationFn: () => ask("delete", `/api/withdrawals/${id}/payout`),
    onSuccess: async () => {
      announce(texts.canceling);
      setAsking(false);
      await cache.invalidateQueries({ queryKey: ["withdrawal"] });
    },
  });
  return (
    <div className="mt-2">
      <Button size="s" kind="danger" onClick={() => setAsking(true)}>
        {texts.cancel}
      </Button>
      <Confirm
        open={asking}
        onClose={() => setAsking(false)}
        title={texts.cancelTitle}
        consequence={texts.cancelHint(amountText(usd(amount)))}
        action={texts.doCancel}
        danger
        back={t.back}
        mutation={cancel}
        onConfirm={() => cancel.mutate()}
      />
    </div>
  );
}
