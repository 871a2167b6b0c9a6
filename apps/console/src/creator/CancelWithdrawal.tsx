import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRef } from "react";
import { api, type Schemas, take } from "../api/client.ts";
import { Button } from "../components/Button.tsx";
import { Dialog } from "../components/Dialog.tsx";
import { Problem } from "../components/states.tsx";
import { amountText, usd } from "../format/money.ts";
import { announce } from "../shell/announce.ts";
import { t } from "../texts.ts";

interface CancelProps {
  withdrawal: Schemas["Withdrawal"] | undefined;
  onClose: () => void;
}

export function CancelWithdrawal({ withdrawal, onClose }: CancelProps) {
  const cache = useQueryClient();
  // Kept while the dialog closes, so that its text does not change meanwhile.
  const shown = useRef(withdrawal);
  shown.current = withdrawal ?? shown.current;
  const cancel = useMutation({
    mutationFn: (id: string) => take(api.delete("/api/withdrawals/{id}", { params: { path: { id } } })),
    onSuccess: async () => {
      announce(t.history.canceled);
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
      title={t.history.cancelTitle}
      consequence={shown.current && t.history.cancelHint(amountText(usd(shown.current.amount)))}
      actions={
        <>
          <Button onClick={close}>{t.history.keepIt}</Button>
          <Button
            kind="danger"
            busy={cancel.isPending}
            onClick={() => withdrawal && cancel.mutate(withdrawal.id)}
          >
            {t.history.cancel}
          </Button>
        </>
      }
    >
      {cancel.isError && <Problem error={cancel.error} />}
    </Dialog>
  );
}
