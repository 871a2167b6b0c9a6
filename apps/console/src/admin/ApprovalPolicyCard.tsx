import { zodResolver } from "@hookform/resolvers/zod";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useForm } from "react-hook-form";
import { ask } from "../api/payouts.ts";
import { AmountInput } from "../components/AmountInput.tsx";
import { Badge } from "../components/Badge.tsx";
import { Button } from "../components/Button.tsx";
import { Card } from "../components/Card.tsx";
import { Confirm } from "../components/ConfirmForm.tsx";
import { Input, Select, TextArea } from "../components/Field.tsx";
import { Problem } from "../components/states.tsx";
import { adminPayouts } from "../texts/admin-payouts.ts";
import { t } from "../texts.ts";
import { DryRunResult } from "./DryRunResult.tsx";
import type { ApprovalPolicies, DryRun } from "./payout-types.ts";
import {
  ApprovalForm,
  type ApprovalValues,
  approvalBody,
  approvalValues,
  limitsText,
} from "./policy-form.ts";
import { useSetPolicy } from "./use-set-policy.ts";
import { Versions } from "./Versions.tsx";

const texts = adminPayouts.policies;
const words = texts.approval;
/** The days that a dry run looks back. */
const DAYS = 30;

/** Which payouts need no person: the policy in force, a form with a dry run, and all versions. */
export function ApprovalPolicyCard({ policy }: { policy: ApprovalPolicies }) {
  return (
    <Card
      title={words.title}
      aside={<Badge tone={policy.enabled ? "paid" : "muted"}>{policy.enabled ? words.on : words.off}</Badge>}
      flush
    >
      <div className="px-5 pb-5">
        <p className="text-muted">{words.lead}</p>
        <p className="mt-2 mb-5 font-medium">{limitsText(policy).join(" · ")}</p>
        <LimitsForm policy={policy} />
      </div>
      {policy.history && (
        <Versions versions={policy.history}>
          {(version) => <p className="font-medium">{limitsText(version).join(" · ")}</p>}
        </Versions>
      )}
    </Card>
  );
}

function LimitsForm({ policy }: { policy: ApprovalPolicies }) {
  const [asking, setAsking] = useState<ApprovalValues>();
  const { register, handleSubmit, setError, reset, watch, formState } = useForm({
    resolver: zodResolver(ApprovalForm),
    defaultValues: approvalValues(policy),
    mode: "onTouched",
  });
  const { errors } = formState;
  const { set, said, renew } = useSetPolicy("/api/admin/policies/auto-approval", () => {
    const kept = asking && { ...asking, reason: "" };
    setAsking(undefined);
    reset(kept);
  });
  const dry = useMutation({
    mutationFn: (values: ApprovalValues) => {
      const body = { ...approvalBody({ ...values, enabled: "on" }), days: DAYS };
      return ask<DryRun>("post", "/api/admin/policies/auto-approval/dry-run", { body });
    },
  });
  const submit = handleSubmit((values) => {
    // A dry run needs no reason; a change does.
    if (values.reason.trim() === "")
      return setError("reason", { message: texts.reasonNeeded }, { shouldFocus: true });
    renew();
    setAsking(values);
  });
  const on = asking?.enabled ?? "on";
  const dollars = (name: "maxPayout" | "maxDay", label: string) => (
    <AmountInput
      asset="USD"
      typed={watch(name)}
      label={label}
      error={errors[name]?.message}
      {...register(name)}
    />
  );
  const count = (name: "age" | "completed", label: string) => (
    <Input
      label={label}
      inputMode="numeric"
      autoComplete="off"
      className="figures"
      error={errors[name]?.message}
      {...register(name)}
    />
  );
  return (
    <form noValidate className="grid gap-4 sm:grid-cols-2" onSubmit={submit}>
      <div className="sm:col-span-2">
        <Select
          label={words.enabled}
          options={(["on", "off"] as const).map((value) => ({ value, label: words.choices[value] }))}
          {...register("enabled")}
        />
      </div>
      {dollars("maxPayout", words.maxPayout)}
      {dollars("maxDay", words.maxDay)}
      {count("age", words.age)}
      {count("completed", words.completed)}
      <div className="sm:col-span-2">
        <TextArea
          label={texts.reason}
          maxLength={500}
          error={errors.reason?.message}
          {...register("reason")}
        />
      </div>
      <div className="flex flex-wrap items-center gap-4 sm:col-span-2">
        <Button busy={dry.isPending} onClick={handleSubmit((values) => dry.mutate(values))}>
          {words.dryRun}
        </Button>
        <Button type="submit" kind="primary">
          {words.save}
        </Button>
        {said && <p className={`font-medium ${said.waits ? "text-held" : "text-paid"}`}>{said.text}</p>}
      </div>
      <div aria-live="polite" className="sm:col-span-2">
        {dry.isError && <Problem error={dry.error} />}
        {dry.data && <DryRunResult result={dry.data} days={DAYS} />}
      </div>
      <Confirm
        open={asking !== undefined}
        onClose={() => setAsking(undefined)}
        title={words.confirmTitle[on]}
        consequence={words.confirm[on]}
        action={words.doIt}
        back={t.back}
        danger={on === "on"}
        mutation={set}
        onConfirm={() => asking && set.mutate(approvalBody(asking))}
      />
    </form>
  );
}
