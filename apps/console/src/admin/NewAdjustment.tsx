import { zodResolver } from "@hookform/resolvers/zod";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { useForm } from "react-hook-form";
import * as z from "zod/mini";
import { api, newKey, take } from "../api/client.ts";
import { AmountInput } from "../components/AmountInput.tsx";
import { Button } from "../components/Button.tsx";
import { Card } from "../components/Card.tsx";
import { Confirm } from "../components/ConfirmForm.tsx";
import { draftOf, useFormDraft } from "../components/draft.ts";
import { Select, TextArea } from "../components/Field.tsx";
import { amountOf, amountText, decimal } from "../format/money.ts";
import { minorOf, suggestionFor } from "../format/parse.ts";
import { announce } from "../shell/announce.ts";
import { t } from "../texts.ts";
import { PersonInput } from "./PersonInput.tsx";

const ASSETS = ["TOKEN", "USD"] as const;
const DIRECTIONS = ["credit", "debit"] as const;
/** As the API takes them. */
const USER_ID = /^[A-Za-z0-9._:@|-]{1,128}$/;

const Form = z
  .object({
    user: z.string().check(z.refine((text) => USER_ID.test(text.trim()), t.adjust.userNeeded)),
    asset: z.enum(ASSETS),
    direction: z.enum(DIRECTIONS),
    amount: z.string(),
    reason: z.string().check(z.refine((text) => text.trim() !== "", t.rates.reasonNeeded)),
  })
  .check(
    z.check(({ value: { amount, asset }, value, issues }) => {
      const minor = minorOf(amount, asset);
      if (minor !== undefined && minor > 0n) return;
      const meant = minor === undefined ? t.didYouMean(suggestionFor(amount, asset)) : undefined;
      issues.push({
        code: "custom",
        path: ["amount"],
        message: meant ?? t.adjust.amountNeeded,
        input: value,
      });
    }),
  );
type Values = z.infer<typeof Form>;

const EMPTY: Values = { user: "", asset: "TOKEN", direction: "credit", amount: "", reason: "" };

interface NewAdjustmentProps {
  /** Whose balance; undefined: the form asks. */
  user?: { id: string; name: string };
}

/** A credit or debit by hand; it is confirmed before it is posted. */
export function NewAdjustment({ user }: NewAdjustmentProps) {
  const id = user?.id ?? "";
  const empty = useMemo(() => ({ ...EMPTY, user: id }), [id]);
  const [asking, setAsking] = useState<Values>();
  const [done, setDone] = useState<string>();
  const draft = user === undefined ? "adjustment" : `adjustment ${user.id}`;
  const form = useForm({
    resolver: zodResolver(Form),
    defaultValues: draftOf(draft, empty),
    mode: "onTouched",
  });
  useFormDraft(draft, form, empty);
  const { register, handleSubmit, reset, watch, formState } = form;
  const { errors } = formState;
  return (
    <Card title={t.adjust.new}>
      <form
        noValidate
        className="grid gap-4 md:grid-cols-2"
        onSubmit={handleSubmit((values) => setAsking(values))}
      >
        {user === undefined && (
          <PersonInput label={t.adjust.user} error={errors.user?.message} {...register("user")} />
        )}
        <Select
          label={t.adjust.asset}
          options={ASSETS.map((value) => ({ value, label: t.adjust.assets[value] }))}
          {...register("asset")}
        />
        <Select
          label={t.adjust.direction}
          options={DIRECTIONS.map((value) => ({ value, label: t.adjust.directions[value] }))}
          {...register("direction")}
        />
        <AmountInput
          asset={watch("asset")}
          typed={watch("amount")}
          label={t.adjust.amount}
          error={errors.amount?.message}
          {...register("amount")}
        />
        <div className="md:col-span-2">
          <TextArea
            label={t.adjust.reason}
            maxLength={500}
            error={errors.reason?.message}
            {...register("reason")}
          />
        </div>
        <div className="flex flex-wrap items-center gap-4 md:col-span-2">
          <Button type="submit" kind="primary">
            {t.adjust.next}
          </Button>
          {done !== undefined && <p className="font-medium text-paid">{done}</p>}
        </div>
      </form>
      <Adjust
        values={asking}
        name={user?.name}
        onClose={() => setAsking(undefined)}
        onDone={(words) => {
          setAsking(undefined);
          setDone(words);
          announce(words);
          reset(empty);
        }}
      />
    </Card>
  );
}

interface AdjustProps {
  name: string | undefined;
  values: Values | undefined;
  onClose: () => void;
  onDone: (words: string) => void;
}

function Adjust({ name, values, onClose, onDone }: AdjustProps) {
  const cache = useQueryClient();
  const [key, setKey] = useState(newKey);
  const { user, asset, direction, amount, reason } = values ?? EMPTY;
  const moved = { minor: minorOf(amount, asset) ?? 0n, asset };
  const adjust = useMutation({
    mutationFn: () =>
      take(
        api.post("/api/admin/adjustments", {
          body: { user_id: user.trim(), asset, direction, amount: decimal(moved), reason: reason.trim() },
          idempotencyKey: key,
        }),
      ),
    onSuccess: async (done) => {
      setKey(newKey());
      if ("status" in done) onDone(t.adjust.asked);
      else onDone(t.adjust.done(done.account ? words(amountOf(done.account.available)) : ""));
      await Promise.all(
        ["audit", "acts", "person"].map((name) => cache.invalidateQueries({ queryKey: [name] })),
      );
    },
  });
  return (
    <Confirm
      open={values !== undefined}
      onClose={() => {
        setKey(newKey());
        onClose();
      }}
      title={t.adjust.confirmTitle[direction]}
      consequence={t.adjust.confirm[direction](words(moved), name ?? user.trim())}
      action={t.adjust.doIt[direction]}
      back={t.back}
      danger={direction === "debit"}
      mutation={adjust}
      onConfirm={() => adjust.mutate()}
    />
  );
}

const words = (amount: ReturnType<typeof amountOf>) =>
  amount.asset === "TOKEN" ? `${amountText(amount)} ${t.tokens(amount.minor)}` : amountText(amount);
