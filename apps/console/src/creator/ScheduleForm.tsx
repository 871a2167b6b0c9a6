import { zodResolver } from "@hookform/resolvers/zod";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type ComponentProps, useMemo } from "react";
import { useForm } from "react-hook-form";
import { ask, type PayoutMethod, type Schedule } from "../api/payouts.ts";
import { AmountInput } from "../components/AmountInput.tsx";
import { Button } from "../components/Button.tsx";
import { Card } from "../components/Card.tsx";
import { Input, Select } from "../components/Field.tsx";
import { Problem } from "../components/states.tsx";
import { amountText, cents } from "../format/money.ts";
import { dayText, weekdayName, weekOrder, zoneNames } from "../format/time.ts";
import { announce } from "../shell/announce.ts";
import { payouts } from "../texts/payouts.ts";
import { t } from "../texts.ts";
import { CADENCES, type ScheduleValues, scheduleSchema, termsOf, valuesOf } from "./schedule-form.ts";

const texts = payouts.schedule;
const WEEKDAYS = weekOrder().map((day) => ({
  value: String(day),
  label: weekdayName(day, "long"),
}));

interface ScheduleFormProps {
  schedule: Schedule;
  /** The smallest withdrawal, cents. */
  least: bigint;
  methods: readonly PayoutMethod[];
}

export function ScheduleForm({ schedule, least, methods }: ScheduleFormProps) {
  const form = useForm({
    resolver: zodResolver(scheduleSchema(least)),
    defaultValues: valuesOf(schedule, least),
    mode: "onTouched",
  });
  const { register, handleSubmit, watch, formState } = form;
  const { errors } = formState;
  const cadence = watch("cadence");
  const save = useSave((saved) => form.reset(valuesOf(saved, least)));
  return (
    <Card title={texts.change}>
      <form
        noValidate
        className="flex flex-col gap-4"
        onSubmit={handleSubmit((values) => save.mutate(values))}
      >
        <Select
          label={texts.cadence}
          options={CADENCES.map((value) => ({ value, label: texts.cadences[value] }))}
          {...register("cadence")}
        />
        {cadence === "weekly" && <Select label={texts.weekday} options={WEEKDAYS} {...register("weekday")} />}
        {cadence === "monthly" && (
          <Input
            label={texts.monthDay}
            inputMode="numeric"
            autoComplete="off"
            hint={texts.monthDayHint}
            error={errors.monthDay?.message}
            className="figures"
            {...register("monthDay")}
          />
        )}
        {cadence !== "manual" && (
          <>
            <Zone field={register("zone")} />
            <AmountInput
              asset="USD"
              typed={watch("minimum")}
              label={texts.minimum}
              hint={texts.minimumHint(amountText(cents(least)))}
              error={errors.minimum?.message}
              {...register("minimum")}
            />
            <AmountInput
              asset="USD"
              typed={watch("retain")}
              label={texts.retain}
              hint={texts.retainHint}
              error={errors.retain?.message}
              {...register("retain")}
            />
            <Select
              label={texts.method}
              options={[
                { value: "", label: texts.byDefault },
                ...methods.map(({ id, label, kind }) => ({
                  value: id,
                  label: label || (t.method.kinds[kind] ?? kind),
                })),
              ]}
              {...register("method")}
            />
          </>
        )}
        <div className="flex flex-col items-start gap-3">
          <Button type="submit" kind="primary" busy={save.isPending}>
            {texts.save}
          </Button>
          {save.data && !formState.isDirty && <p className="font-medium text-paid">{wordsOf(save.data)}</p>}
          {save.isError && <Problem error={save.error} />}
        </div>
      </form>
    </Card>
  );
}

function Zone({ field }: { field: Partial<ComponentProps<typeof Select>> }) {
  const options = useMemo(() => zoneNames().map((name) => ({ value: name, label: name })), []);
  return <Select label={texts.zone} hint={texts.zoneHint} {...field} options={options} />;
}

function wordsOf({ effective_from: from }: Schedule): string {
  return from === null || Date.parse(from) <= Date.now() ? texts.saved : texts.savedFrom(dayText(from));
}

function useSave(onSaved: (saved: Schedule) => void) {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (values: ScheduleValues) =>
      ask<Schedule>("put", "/api/payout-schedule", { body: termsOf(values) }),
    onSuccess: async (saved) => {
      onSaved(saved);
      const from = saved.effective_from;
      announce(
        from === null || Date.parse(from) <= Date.now() ? texts.saved : texts.savedFrom(dayText(from)),
      );
      const changed = ["payout-schedule", "payout-calendar"];
      await Promise.all(changed.map((name) => cache.invalidateQueries({ queryKey: [name] })));
    },
  });
}
