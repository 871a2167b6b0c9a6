import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api, take } from "../api/client.ts";
import { ask, type PayoutMethod } from "../api/payouts.ts";
import { Button } from "../components/Button.tsx";
import { Confirm } from "../components/ConfirmForm.tsx";
import { Said } from "../components/Said.tsx";
import { Problem } from "../components/states.tsx";
import { announce } from "../shell/announce.ts";
import { payouts } from "../texts/payouts.ts";
import { t } from "../texts.ts";

const texts = payouts.method;

/** Makes a method the default, or removes it. */
export function MethodActions({ method, label }: { method: PayoutMethod; label: string }) {
  const cache = useQueryClient();
  const [removing, setRemoving] = useState(false);
  const refetch = () => cache.invalidateQueries({ queryKey: ["payout-methods"] });
  const prefer = useMutation({
    mutationFn: () => ask("patch", `/api/payout-methods/${method.id}`, { body: { is_default: true } }),
    onSuccess: async () => {
      announce(texts.madeDefault(label));
      await refetch();
    },
  });
  const remove = useMutation({
    mutationFn: () => take(api.delete("/api/payout-methods/{id}", { params: { path: { id: method.id } } })),
    onSuccess: async () => {
      announce(texts.removed);
      setRemoving(false);
      await refetch();
    },
  });
  return (
    <>
      <div className="-ms-3 flex flex-wrap gap-1">
        {!method.is_default && method.state === "ready" && (
          <Button size="s" kind="quiet" busy={prefer.isPending} onClick={() => prefer.mutate()}>
            {texts.makeDefault}
            <Said>{texts.of(label)}</Said>
          </Button>
        )}
        <Button size="s" kind="quiet" onClick={() => setRemoving(true)}>
          {texts.remove}
          <Said>{texts.of(label)}</Said>
        </Button>
      </div>
      {prefer.isError && <Problem error={prefer.error} />}
      <Confirm
        open={removing}
        onClose={() => setRemoving(false)}
        title={texts.removeTitle}
        consequence={texts.removeHint(label)}
        action={texts.doRemove}
        danger
        back={t.back}
        mutation={remove}
        onConfirm={() => remove.mutate()}
      />
    </>
  );
}
