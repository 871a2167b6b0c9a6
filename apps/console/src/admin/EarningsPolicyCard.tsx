import { zodResolver } from "@hookform/resolvers/zod";
import { useState } from "react";
import { useForm } from "react-hook-form";
import { Button } from "../components/Button.tsx";
import { Card } from "../components/Card.tsx";
import { Confirm } from "../components/ConfirmForm.tsx";
import { Input, Select, TextArea } from "../components/Field.tsx";
import { ShortId } from "../components/ShortId.tsx";
import { adminPayouts } from "../texts/admin-payouts.ts";
import { t } from "../texts.ts";
import type { EarningsPolicies } from "./payout-types.ts";
import { EarningsForm, type EarningsValues, earningsBody, earningsValues, termsText } from "./policy-form.ts";
import { useSetPolicy } from "./use-set-policy.ts";
import { Versions } from "./Versions.tsx";

const texts = adminPayouts.policies;
const words = texts.earnings;

/** When earnings become available: the policy in force, a form for the next one, and all versions. */
export function EarningsPolicyCard({ policies }: { policies: EarningsPolicies }) {
  return (
    <Card title={words.title} flush>
      <div className="px-5 pb-5">
        <p className="text-13 text-muted">{texts.inForce}</p>
        <p className="mb-5 font-medium">{termsText(policies.platform).join(" · ")}</p>
        <PolicyForm policies={policies} />
      </div>
      <Versions versions={policies.data}>
        {(policy) => (
          <p className="flex flex-wrap items-baseline gap-x-3">
            <span className="font-medium">{termsText(policy).join(" · ")}</span>
            {policy.creator_id ? <ShortId id={policy.creator_id} /> : <span>{words.scopes.platform}</span>}
          </p>
        )}
      </Versions>
    </Card>
  );
}

/** Fields with whole numbers, in the order of the form. */
const NUMBERS = [
  ["hold", words.hold, words.holdHint],
  ["newDays", words.newDays, words.newDaysHint],
  ["newHold", words.newHold, undefined],
  ["percent", words.percent, undefined],
  ["reserveDays", words.reserveDays, undefined],
] as const;

function PolicyForm({ policies }: { policies: EarningsPolicies }) {
  const [asking, setAsking] = useState<EarningsValues>();
  const { register, handleSubmit, watch, reset, formState } = useForm({
    resolver: zodResolver(EarningsForm),
    defaultValues: earningsValues(policies.platform),
    mode: "onTouched",
  });
  const { errors } = formState;
  const { set, said, renew } = useSetPolicy("/api/admin/policies/earnings", () => {
    const kept = asking && { ...asking, reason: "" };
    setAsking(undefined);
    reset(kept);
  });
  return (
    <form
      noValidate
      className="grid gap-4 sm:grid-cols-2 lg:grid-cols-3"
      onSubmit={handleSubmit((values) => {
        renew();
        setAsking(values);
      })}
    >
      <Select
        label={words.scope}
        options={(["platform", "creator"] as const).map((value) => ({
          value,
          label: words.scopes[value] ?? value,
        }))}
        {...register("scope")}
      />
      {watch("scope") === "creator" && (
        <Input
          label={words.creator}
          autoComplete="off"
          error={errors.creator?.message}
          {...register("creator")}
        />
      )}
      {NUMBERS.map(([name, label, hint]) => (
        <Input
          key={name}
          label={label}
          hint={hint}
          inputMode="numeric"
          autoComplete="off"
          className="figures"
          error={errors[name]?.message}
          {...register(name)}
        />
      ))}
      <div className="sm:col-span-2 lg:col-span-3">
        <TextArea
          label={texts.reason}
          maxLength={500}
          error={errors.reason?.message}
          {...register("reason")}
        />
      </div>
      <div className="flex flex-wrap items-center gap-4 sm:col-span-2 lg:col-span-3">
        <Button type="submit" kind="primary">
          {words.save}
        </Button>
        {said && <p className={`font-medium ${said.waits ? "text-held" : "text-paid"}`}>{said.text}</p>}
      </div>
      <Confirm
        open={asking !== undefined}
        onClose={() => setAsking(undefined)}
        title={words.confirmTitle}
        consequence={words.confirm}
        action={words.doIt}
        back={t.back}
        mutation={set}
        onConfirm={() => asking && set.mutate(earningsBody(asking))}
      >
        {asking && (
          <ul className="list-inside list-disc">
            {termsText(earningsBody(asking)).map((term) => (
              <li key={term}>{term}</li>
            ))}
          </ul>
        )}
      </Confirm>
    </form>
  );
}
