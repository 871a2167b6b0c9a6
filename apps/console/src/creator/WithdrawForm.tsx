import { zodResolver } from "@hookform/resolvers/zod";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useForm } from "react-hook-form";
import { api, newKey, type Schemas, take } from "../api/client.ts";
import { Button } from "../components/Button.tsx";
import { Card } from "../components/Card.tsx";
import { Dialog } from "../components/Dialog.tsx";
import { Input } from "../components/Field.tsx";
import { Empty, Problem } from "../components/states.tsx";
import { amountText, cents, decimal, usd } from "../format/money.ts";
import { announce } from "../shell/announce.ts";
import { t } from "../texts.ts";
import { MinimumBar } from "./MinimumProgress.tsx";
import { centsOf, withdrawalSchema } from "./withdrawal-schema.ts";

interface WithdrawFormProps {
  summary: Schemas["EarningsSummary"];
  methods: readonly Schemas["PayoutMethod"][];
}

/** The form to withdraw, or why it is not possible. */
export function WithdrawForm({ summary, methods }: WithdrawFormProps) {
  const least = usd(summary.withdrawal.minimum);
  const most = usd(summary.withdrawal.maximum);
  if (summary.withdrawal.open_id !== null)
    return (
      <Card title={t.withdraw.title}>
        <Empty title={t.withdraw.open}>{t.withdraw.openHint}</Empty>
      </Card>
    );
  if (most.minor < least.minor)
    return (
      <Card title={t.withdraw.title}>
        <Empty title={t.withdraw.notYet(amountText(least))}>
          <p className="mb-4">{t.withdraw.notYetHint(amountText(cents(least.minor - most.minor)))}</p>
          <MinimumBar summary={summary} />
        </Empty>
      </Card>
    );
  return <Form least={least.minor} most={most.minor} where={methods.find(({ is_default }) => is_default)} />;
}

interface FormProps {
  least: bigint;
  most: bigint;
  where: Schemas["PayoutMethod"] | undefined;
}

function Form({ least, most, where }: FormProps) {
  const [asking, setAsking] = useState<bigint>();
  const { register, handleSubmit, setValue, watch, reset, formState } = useForm({
    resolver: zodResolver(withdrawalSchema(least, most)),
    defaultValues: { amount: "" },
    mode: "onTouched",
  });
  const typed = centsOf(watch("amount"));
  const remains = typed === undefined || typed > most ? undefined : most - typed;
  const limits = t.withdraw.limits(amountText(cents(least)), amountText(cents(most)));
  return (
    <Card title={t.withdraw.title}>
      <form
        noValidate
        className="flex flex-col gap-5"
        onSubmit={handleSubmit(({ amount }) => setAsking(centsOf(amount)))}
      >
        <div className="max-w-md">
          <Input
            label={t.withdraw.amount}
            hint={limits}
            error={formState.errors.amount?.message}
            prefix="$"
            inputMode="decimal"
            autoComplete="off"
            placeholder={decimal(cents(least))}
            className="figures"
            trailing={
              <Button onClick={() => setValue("amount", decimal(cents(most)), { shouldValidate: true })}>
                {t.withdraw.all}
              </Button>
            }
            {...register("amount")}
          />
        </div>
        <dl className="grid gap-x-8 gap-y-2 sm:grid-cols-3">
          <Detail word={t.withdraw.to}>{where?.label ?? t.method.none}</Detail>
          <Detail word={t.withdraw.arrives}>{t.withdraw.arrivesIn}</Detail>
          <Detail word={t.withdraw.remains}>
            {remains === undefined ? "—" : amountText(cents(remains))}
          </Detail>
        </dl>
        <div>
          <Button type="submit" kind="primary">
            {t.withdraw.next}
          </Button>
        </div>
      </form>
      <Confirmation
        amount={asking}
        most={most}
        where={where}
        onClose={() => setAsking(undefined)}
        onAsked={() => {
          setAsking(undefined);
          reset();
        }}
      />
    </Card>
  );
}

function Detail({ word, children }: { word: string; children: React.ReactNode }) {
  return (
    <div className="min-w-0">
      <dt className="text-13 text-muted">{word}</dt>
      <dd className="figures break-words">{children}</dd>
    </div>
  );
}

interface ConfirmationProps {
  amount: bigint | undefined;
  most: bigint;
  where: Schemas["PayoutMethod"] | undefined;
  onClose: () => void;
  onAsked: () => void;
}

function Confirmation({ amount, most, where, onClose, onAsked }: ConfirmationProps) {
  const cache = useQueryClient();
  // One key for one intention: pressing again after a lost response requests once.
  const [key, setKey] = useState(newKey);
  const ask = useMutation({
    mutationFn: (minor: bigint) =>
      take(api.post("/api/withdrawals", { body: { amount: decimal(cents(minor)) }, idempotencyKey: key })),
    onSuccess: async ({ amount: held }) => {
      announce(t.withdraw.asked(amountText(usd(held))));
      setKey(newKey());
      onAsked();
      await Promise.all(
        ["withdrawals", "earnings"].map((name) => cache.invalidateQueries({ queryKey: [name] })),
      );
    },
  });
  const close = () => {
    ask.reset();
    setKey(newKey());
    onClose();
  };
  const words = amountText(cents(amount ?? 0n));
  const remains = amountText(cents(most - (amount ?? 0n)));
  return (
    <Dialog
      open={amount !== undefined}
      onClose={close}
      title={t.withdraw.confirmTitle(words)}
      consequence={
        where ? t.withdraw.confirm(words, where.label, remains) : t.withdraw.confirmUnset(words, remains)
      }
      actions={
        <>
          <Button onClick={close}>{t.back}</Button>
          <Button
            kind="primary"
            busy={ask.isPending}
            onClick={() => amount !== undefined && ask.mutate(amount)}
          >
            {t.withdraw.doIt}
          </Button>
        </>
      }
    >
      {ask.isError && <Problem error={ask.error} />}
    </Dialog>
  );
}
