import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRef } from "react";
import type { Schemas } from "../api/client.ts";
import { ask } from "../api/payouts.ts";
import { Button } from "../components/Button.tsx";
import { Dialog } from "../components/Dialog.tsx";
import { Problem } from "../components/states.tsx";
import { amountText, usd } from "../format/money.ts";
import { announce } from "../shell/announce.ts";
import { payouts } from "../texts/payouts.ts";
import { t } from "../texts.ts";

const texts = payouts.history;

interface CancelPayoutProps {
  withdrawal: Schemas["Withdrawal"] | undefined;
  onClose: () => void;
}

/** Takes back a payout that its receiver has not claimed. */
export function CancelPayout({ withdrawal, onClose }: CancelPayoutProps) {
  const cache = useQueryClient();
  // Kept while the dialog closes, so that its text does not change meanwhile.
  const shown = useRef(withdrawal);
  shown.current = withdrawal ?? shown.current;
  const cancel = useMutation({
    mutationFn: (id: string) => ask("delete", `/api/withdrawals/${id}/payout`),
    onSuccess: async () => {
      announce(texts.canceling);
      onClose();
      const changed = ["withdrawals", "withdrawal", "earnings"];
      await Promise.all(changed.map((name) => cache.invalidateQueries({ queryKey: [name] })));
    },
  });
  const close = () => {
    cancel.reset();
    onClose();
  };
  return (
    <Dialog
      open={withdrawal !== undefined}
      onClose={close}
      title={texts.cancelTitle}
      consequence={shown.current && texts.cancelHint(amountText(usd(shown.current.amount)))}
      actions={
        <>
          <Button onClick={close}>{t.history.keepIt}</Button>
          <Button
            kind="danger"
            busy={cancel.isPending}
            onClick={() => withdrawal && cancel.mutate(withdrawal.id)}
          >
            {texts.cancelPayout}
          </Button>
        </>
      }
    >
      {cancel.isError && <Problem error={cancel.error} />}
    </Dialog>
  );
}
