import { zodResolver } from "@hookform/resolvers/zod";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useForm } from "react-hook-form";
import * as z from "zod/mini";
import { api, newKey, take } from "../api/client.ts";
import { AmountInput } from "../components/AmountInput.tsx";
import { Button } from "../components/Button.tsx";
import { Card } from "../components/Card.tsx";
import { Confirm } from "../components/ConfirmForm.tsx";
import { draftOf, useFormDraft } from "../components/draft.ts";
import { Input, Select, TextArea } from "../components/Field.tsx";
import { amountText, cents, countText, decimal } from "../format/money.ts";
import { minorOf, suggestionFor } from "../format/parse.ts";
import { announce } from "../shell/announce.ts";
import { t } from "../texts.ts";
import { estimatedMargin, type Rate } from "./margin.ts";

const SCOPES = ["platform", "creator", "stream"] as const;
/** The API's own bounds. */
const MOST_TOKENS = 1_000_000n;
const MOST_CENTS = 1_000_000n;

const amountWithin = (asset: "TOKEN" | "USD", most: bigint, otherwise: string) =>
  z.string().check(({ value, issues }) => {
    const minor = minorOf(value, asset);
    if (minor !== undefined && minor >= 0n && minor <= most) return;
    const meant = minor === undefined ? t.didYouMean(suggestionFor(value, asset)) : undefined;
    issues.push({ code: "custom", message: meant ?? otherwise, input: value });
  });

const Form = z
  .object({
    scope: z.enum(SCOPES),
    scopeId: z.string(),
    tokens: amountWithin("TOKEN", MOST_TOKENS, t.rates.wholeTokens),
    earns: amountWithin("USD", MOST_CENTS, t.rates.amount),
    reason: z.string().check(z.refine((text) => text.trim() !== "", t.rates.reasonNeeded)),
  })
  .check(
    z.refine(({ scope, scopeId }) => scope === "platform" || scopeId.trim() !== "", {
      path: ["scopeId"],
      error: t.rates.scopeIdNeeded,
    }),
  );
type Values = z.infer<typeof Form>;

const EMPTY: Values = { scope: "platform", scopeId: "", tokens: "", earns: "", reason: "" };

/** A new version of a rate card, with its margin before it is set. */
export function NewRate({ rates }: { rates: readonly Rate[] }) {
  const [asking, setAsking] = useState<Values>();
  const [waits, setWaits] = useState(false);
  const form = useForm({
    resolver: zodResolver(Form),
    defaultValues: draftOf("rate", EMPTY),
    mode: "onTouched",
  });
  useFormDraft("rate", form, EMPTY);
  const { register, handleSubmit, watch, reset, formState } = form;
  const { errors } = formState;
  const scope = watch("scope");
  return (
    <Card title={t.rates.new}>
      <form
        noValidate
        className="flex flex-col gap-4"
        onSubmit={handleSubmit((values) => {
          setWaits(false);
          setAsking(values);
        })}
      >
        <Select
          label={t.rates.scope}
          options={SCOPES.map((value) => ({ value, label: t.rates.scopes[value] }))}
          {...register("scope")}
        />
        {scope !== "platform" && (
          <Input label={t.rates.scopeId[scope]} error={errors.scopeId?.message} {...register("scopeId")} />
        )}
        <Input
          label={t.rates.tokens}
          inputMode="numeric"
          autoComplete="off"
          error={errors.tokens?.message}
          className="figures"
          {...register("tokens")}
        />
        <AmountInput
          asset="USD"
          typed={watch("earns")}
          label={t.rates.perMinute}
          error={errors.earns?.message}
          {...register("earns")}
        />
        <TextArea
          label={t.rates.reason}
          maxLength={500}
          error={errors.reason?.message}
          {...register("reason")}
        />
        <div>
          <Button type="submit" kind="primary">
            {t.rates.save}
          </Button>
          {waits && <p className="mt-3 font-medium text-held">{t.rates.asked}</p>}
        </div>
      </form>
      <SetRate
        values={asking}
        rates={rates}
        onClose={() => setAsking(undefined)}
        onAsked={() => setWaits(true)}
        onSet={() => {
          setAsking(undefined);
          reset(EMPTY);
        }}
      />
    </Card>
  );
}

interface SetRateProps {
  values: Values | undefined;
  rates: readonly Rate[];
  onClose: () => void;
  onSet: () => void;
  onAsked: () => void;
}

function SetRate({ values, rates, onClose, onSet, onAsked }: SetRateProps) {
  const cache = useQueryClient();
  const [key, setKey] = useState(newKey);
  const count = minorOf(values?.tokens ?? "", "TOKEN") ?? 0n;
  const earns = minorOf(values?.earns ?? "", "USD") ?? 0n;
  const margin = estimatedMargin(rates, count, earns);
  // Shown first, so that the admin has seen the loss.
  const loses = (margin !== undefined && margin.minor < 0n) || (count === 0n && earns > 0n);
  const set = useMutation({
    mutationFn: ({ scope, scopeId, tokens, earns: each, reason }: Values) =>
      take(
        api.put("/api/admin/rates", {
          body: {
            scope,
            ...(scope !== "platform" && { scope_id: scopeId.trim() }),
            tokens_per_minute: Number(minorOf(tokens, "TOKEN")),
            creator_per_minute: decimal(cents(minorOf(each, "USD") ?? 0n)),
            reason: reason.trim(),
            ...(loses && { accept_loss: true }),
          },
          idempotencyKey: key,
        }),
      ),
    onSuccess: async (done) => {
      announce("status" in done ? t.rates.asked : t.rates.set);
      if ("status" in done) onAsked();
      setKey(newKey());
      onSet();
      await Promise.all(["rates", "acts"].map((name) => cache.invalidateQueries({ queryKey: [name] })));
    },
  });
  return (
    <Confirm
      open={values !== undefined}
      onClose={onClose}
      title={t.rates.confirmTitle}
      consequence={t.rates.confirm(`${countText(count)} ${t.tokens(count)}`, amountText(cents(earns)))}
      action={t.rates.doIt}
      back={t.back}
      danger={loses}
      mutation={set}
      onConfirm={() => values && set.mutate(values)}
    >
      {(margin || loses) && (
        <p className={`figures font-medium ${loses ? "text-back" : "text-paid"}`}>
          {margin && t.rates.estimate(amountText(margin))} {loses && `${t.rates.negative}.`}
        </p>
      )}
    </Confirm>
  );
}
