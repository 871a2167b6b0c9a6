import { zodResolver } from "@hookform/resolvers/zod";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useForm } from "react-hook-form";
import type { Schemas } from "../api/client.ts";
import type { PayoutMethod } from "../api/payouts.ts";
import { AmountInput } from "../components/AmountInput.tsx";
import { Button } from "../components/Button.tsx";
import { Card } from "../components/Card.tsx";
import { draftOf, useFormDraft } from "../components/draft.ts";
import { Select } from "../components/Field.tsx";
import { Empty } from "../components/states.tsx";
import { amountText, cents, typedAmount, usd } from "../format/money.ts";
import { checklist } from "../texts/creator-home.ts";
import { payouts } from "../texts/payouts.ts";
import { t } from "../texts.ts";
import { MinimumBar } from "./MinimumProgress.tsx";
import { railsQuery } from "./payout-queries.ts";
import { SpeedChoice, speedsOf } from "./SpeedChoice.tsx";
import { type Asking, WithdrawConfirmation } from "./WithdrawConfirmation.tsx";
import { centsOf, withdrawalSchema } from "./withdrawal-schema.ts";

interface WithdrawFormProps {
  summary: Schemas["EarningsSummary"];
  methods: readonly PayoutMethod[];
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
  return <Form least={least.minor} most={most.minor} methods={methods} />;
}

interface FormProps {
  least: bigint;
  most: bigint;
  methods: readonly PayoutMethod[];
}

const EMPTY = { amount: "" };

function Form({ least, most, methods }: FormProps) {
  const [asking, setAsking] = useState<Asking>();
  const form = useForm({
    resolver: zodResolver(withdrawalSchema(least, most)),
    defaultValues: draftOf("withdraw", EMPTY),
    mode: "onTouched",
  });
  useFormDraft("withdraw", form, EMPTY);
  const { register, handleSubmit, setValue, watch, reset, formState } = form;
  const to = useDestination(methods);
  const typed = centsOf(watch("amount"));
  const remains = typed === undefined || typed > most ? undefined : most - typed;
  const limits = t.withdraw.limits(amountText(cents(least)), amountText(cents(most)));
  return (
    <Card title={t.withdraw.title}>
      <form
        noValidate
        className="flex flex-col gap-5"
        onSubmit={handleSubmit(({ amount }) => setAsking({ minor: centsOf(amount) ?? 0n, ...to.chosen }))}
      >
        <div className="flex max-w-md flex-col gap-4">
          <AmountInput
            asset="USD"
            typed={watch("amount")}
            label={t.withdraw.amount}
            hint={limits}
            error={formState.errors.amount?.message}
            placeholder={typedAmount(cents(least))}
            trailing={
              <Button onClick={() => setValue("amount", typedAmount(cents(most)), { shouldValidate: true })}>
                {t.withdraw.all}
              </Button>
            }
            {...register("amount")}
          />
          {methods.length > 1 && (
            <Select
              label={payouts.withdraw.method}
              value={to.where?.id ?? ""}
              onChange={(event) => to.choose(event.target.value)}
              options={methods.map(({ id, label, kind }) => ({
                value: id,
                label: label || (t.method.kinds[kind] ?? kind),
              }))}
            />
          )}
          {to.speeds && <SpeedChoice offer={to.speeds} speed={to.chosen.speed} onChoose={to.setSpeed} />}
        </div>
        <dl className="grid gap-x-8 gap-y-2 sm:grid-cols-3">
          {methods.length <= 1 && <Detail word={t.withdraw.to}>{to.where?.label ?? t.method.none}</Detail>}
          {!to.speeds && (
            <Detail word={t.withdraw.arrives}>
              {to.where?.state === "ready" ? t.withdraw.arrivesIn : checklist.afterSetUp}
            </Detail>
          )}
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
      <WithdrawConfirmation
        asking={asking}
        most={most}
        onClose={() => setAsking(undefined)}
        onAsked={() => {
          setAsking(undefined);
          reset(EMPTY);
        }}
      />
    </Card>
  );
}

/** The chosen method and speed; the default method and standard speed at first. */
function useDestination(methods: readonly PayoutMethod[]) {
  const rails = useQuery(railsQuery).data?.data ?? [];
  const [id, choose] = useState<string>();
  const [speed, setSpeed] = useState<"standard" | "instant">("standard");
  const where =
    methods.find((method) => method.id === id) ??
    methods.find(({ is_default }) => is_default) ??
    (methods.length > 1 ? methods[0] : undefined);
  const speeds = speedsOf(
    where,
    rails.find(({ rail }) => rail === where?.kind),
  );
  const instant = speed === "instant" && speeds?.eligible === true;
  const chosen = { where, speed: instant ? ("instant" as const) : ("standard" as const) };
  return { where, choose, speeds, setSpeed, chosen };
}

function Detail({ word, children }: { word: string; children: React.ReactNode }) {
  return (
    <div className="min-w-0">
      <dt className="text-13 text-muted">{word}</dt>
      <dd className="figures break-words">{children}</dd>
    </div>
  );
}
