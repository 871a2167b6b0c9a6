import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { newKey } from "../api/client.ts";
import { ask, type PayoutMethod, type PayoutRail } from "../api/payouts.ts";
import { Badge } from "../components/Badge.tsx";
import { Button } from "../components/Button.tsx";
import { Dialog } from "../components/Dialog.tsx";
import { Input, TextArea } from "../components/Field.tsx";
import { Problem } from "../components/states.tsx";
import { amountText, usd } from "../format/money.ts";
import { announce } from "../shell/announce.ts";
import { payouts } from "../texts/payouts.ts";
import { t } from "../texts.ts";
import { faultsOf, serverFaults } from "./method-fields.ts";
import { Onboarding } from "./Onboarding.tsx";

const texts = payouts.method;

interface AddMethodProps {
  open: boolean;
  onClose: () => void;
  rails: PayoutRail[];
  /** There is no other method yet. */
  first: boolean;
}

/** A choice of rails, then what the chosen one needs, drawn from its description. */
export function AddMethod({ open, onClose, rails, first }: AddMethodProps) {
  const [name, setName] = useState(() => rails.find(({ available }) => available)?.rail);
  const rail = rails.find((one) => one.rail === name);
  const form = useForm(rail, first, onClose);
  return (
    <Dialog
      open={open}
      onClose={form.close}
      title={texts.addTitle}
      consequence={texts.addLead}
      actions={
        <>
          <Button onClick={form.close}>{t.back}</Button>
          {rail?.setup === "fields" && (
            <Button kind="primary" busy={form.add.isPending} onClick={form.submit}>
              {texts.save}
            </Button>
          )}
        </>
      }
    >
      <fieldset className="flex flex-col gap-2">
        <legend className="mb-1.5 text-13 font-medium">{texts.choose}</legend>
        {rails.map((one) => (
          <RailChoice
            key={one.rail}
            rail={one}
            checked={one.rail === name}
            onChoose={() => setName(one.rail)}
          />
        ))}
      </fieldset>
      {rail?.setup === "onboarding" && (
        <Onboarding rail={rail.rail} label={texts.goOn(rail.label)} state="new" />
      )}
      {rail?.setup === "fields" && <Fields rail={rail} form={form} />}
    </Dialog>
  );
}

interface RailChoiceProps {
  rail: PayoutRail;
  checked: boolean;
  onChoose: () => void;
}

/** A rail that is off stays in the list, with the reason. */
function RailChoice({ rail, checked, onChoose }: RailChoiceProps) {
  const facts = [
    ...(rail.arrival_business_days === null ? [] : [texts.arrival(rail.arrival_business_days)]),
    ...(rail.minimum && rail.maximum
      ? [texts.limits(amountText(usd(rail.minimum)), amountText(usd(rail.maximum)))]
      : []),
  ];
  return (
    <label
      className={`flex gap-3 rounded-control border p-3 ${checked ? "border-accent" : "border-line"} ${rail.available ? "cursor-pointer" : ""}`}
    >
      <input
        type="radio"
        name="rail"
        checked={checked}
        disabled={!rail.available}
        onChange={onChoose}
        className="mt-0.5 size-4 shrink-0 accent-accent"
      />
      <span className="flex min-w-0 flex-col gap-0.5">
        <span className="flex flex-wrap items-center gap-2 font-medium">
          {rail.label}
          {rail.preview && <Badge tone="held">{texts.preview}</Badge>}
        </span>
        <span className="text-13 text-muted">{rail.description}</span>
        {rail.preview && <span className="text-13 text-muted">{texts.previewHint}</span>}
        <span className="text-13 text-muted">{rail.available ? facts.join(" · ") : texts.unavailable}</span>
      </span>
    </label>
  );
}

type Form = ReturnType<typeof useForm>;

/** Values of one rail's fields. They are dropped when the dialog closes: nothing here is kept. */
function useForm(rail: PayoutRail | undefined, first: boolean, onClose: () => void) {
  const cache = useQueryClient();
  const [values, setValues] = useState<Record<string, string>>({});
  const [isDefault, setDefault] = useState(first);
  const [tried, setTried] = useState(false);
  const [key, setKey] = useState(newKey);
  const box = useRef<HTMLDivElement>(null);
  const add = useMutation({
    mutationFn: ({ rail: kind, fields }: PayoutRail) => {
      const entered = fields.map(({ name }) => [name, (values[name] ?? "").trim()]);
      const body = { kind, fields: Object.fromEntries(entered), is_default: isDefault };
      return ask<PayoutMethod>("post", "/api/payout-methods", { body, idempotencyKey: key });
    },
    onSuccess: async ({ label }) => {
      announce(texts.added(label));
      close();
      await cache.invalidateQueries({ queryKey: ["payout-methods"] });
    },
  });
  function close(): void {
    add.reset();
    setValues({});
    setTried(false);
    setKey(newKey());
    onClose();
  }
  const local = rail && tried ? faultsOf(rail, values) : {};
  const faults = { ...(rail && add.isError ? serverFaults(add.error, rail) : {}), ...local };
  const submit = () => {
    if (!rail) return;
    setTried(true);
    const [wrong] = Object.keys(faultsOf(rail, values));
    if (wrong === undefined) return add.mutate(rail);
    box.current?.querySelector<HTMLElement>(`[name="${wrong}"]`)?.focus();
  };
  const set = (name: string, value: string) => {
    if (add.isError) add.reset();
    // Another content is another request.
    setKey(newKey());
    setValues((now) => ({ ...now, [name]: value }));
  };
  const prefer = (next: boolean) => {
    setKey(newKey());
    setDefault(next);
  };
  return { add, box, close, faults, set, submit, values, isDefault, prefer };
}

/** Longer texts get an area. */
const LONG = 200;

function Fields({ rail, form }: { rail: PayoutRail; form: Form }) {
  const { add, box, faults, set, submit, values, isDefault, prefer } = form;
  return (
    <div ref={box} className="flex flex-col gap-4">
      {rail.fields.map(({ name, label, help, type, max_length: most }) => {
        const shared = {
          label,
          name,
          hint: help,
          error: faults[name],
          autoComplete: "off",
          value: values[name] ?? "",
        };
        return most !== null && most > LONG ? (
          <TextArea key={name} {...shared} onChange={({ target }) => set(name, target.value)} />
        ) : (
          <Input
            key={name}
            {...shared}
            type={type === "email" ? "email" : "text"}
            spellCheck={false}
            onChange={({ target }) => set(name, target.value)}
            onKeyDown={(event) => event.key === "Enter" && submit()}
          />
        );
      })}
      <label className="flex items-center gap-3">
        <input
          type="checkbox"
          checked={isDefault}
          onChange={({ target }) => prefer(target.checked)}
          className="size-4 shrink-0 accent-accent"
        />
        {texts.asDefault}
      </label>
      {add.isError && Object.keys(faults).length === 0 && <Problem error={add.error} />}
    </div>
  );
}
