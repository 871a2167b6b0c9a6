import { zodResolver } from "@hookform/resolvers/zod";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useMemo } from "react";
import { type UseFormRegister, useForm } from "react-hook-form";
import { api, take } from "../api/client.ts";
import { Button } from "../components/Button.tsx";
import { Card } from "../components/Card.tsx";
import { Input, Select } from "../components/Field.tsx";
import { Problem } from "../components/states.tsx";
import { zoneNames } from "../format/time.ts";
import { announce } from "../shell/announce.ts";
import { preferences as texts } from "../texts/inbox.ts";
import {
  bodyOf,
  CHANNELS,
  CLASSES,
  DIGESTS,
  isFixed,
  LANGUAGES,
  type PreferencesValues,
  preferencesSchema,
  valuesOf,
} from "./preferences-form.ts";
import { type Preferences, preferencesQuery } from "./queries.ts";

export function PreferencesForm({ preferences }: { preferences: Preferences }) {
  const form = useForm({
    resolver: zodResolver(preferencesSchema),
    defaultValues: valuesOf(preferences),
    mode: "onTouched",
  });
  const { register, handleSubmit, watch, formState } = form;
  const { errors } = formState;
  const save = useSave((saved) => form.reset(valuesOf(saved)));
  const zones = useMemo(() => zoneNames().map((name) => ({ value: name, label: name })), []);
  return (
    <form
      noValidate
      className="flex min-w-0 flex-col gap-5"
      onSubmit={handleSubmit((values) => save.mutate(values))}
    >
      <Card title={texts.what}>
        <Switches register={register} />
      </Card>
      <Card title={texts.when}>
        <div className="flex flex-col gap-4">
          <Select
            label={texts.language}
            options={LANGUAGES.map((value) => ({ value, label: texts.languages[value] }))}
            {...register("language")}
          />
          <Select label={texts.zone} hint={texts.zoneHint} options={zones} {...register("zone")} />
          <Select
            label={texts.digest}
            options={DIGESTS.map((value) => ({ value, label: texts.digests[value] }))}
            {...register("digest")}
          />
          <Check label={texts.quiet} {...register("isQuiet")} />
          {watch("isQuiet") && (
            <div className="grid grid-cols-2 gap-4">
              <Input label={texts.from} type="time" error={errors.from?.message} {...register("from")} />
              <Input label={texts.to} type="time" error={errors.to?.message} {...register("to")} />
            </div>
          )}
          <Check label={texts.amounts} {...register("pushAmounts")} />
        </div>
      </Card>
      <div className="flex flex-col items-start gap-3">
        <Button type="submit" kind="primary" busy={save.isPending}>
          {texts.save}
        </Button>
        {save.data && !formState.isDirty && <p className="font-medium text-paid">{texts.saved}</p>}
        {save.isError && <Problem error={save.error} />}
      </div>
    </form>
  );
}

const BOX = "size-4 accent-accent disabled:opacity-60";

function Check({ label, ...field }: React.ComponentPropsWithRef<"input"> & { label: string }) {
  return (
    <label className="flex items-center gap-2">
      <input type="checkbox" {...field} className={BOX} />
      {label}
    </label>
  );
}

/** Classes by channels. */
function Switches({ register }: { register: UseFormRegister<PreferencesValues> }) {
  return (
    <table className="w-full text-13">
      <thead>
        <tr className="text-start text-muted">
          <td />
          {CHANNELS.map((channel) => (
            <th key={channel} scope="col" className="w-16 pb-2 text-center font-medium">
              {texts.channels[channel]}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {CLASSES.map((kind) => (
          <tr key={kind} className="border-t border-line">
            <th scope="row" className="py-3 pe-4 text-start font-normal">
              <span className="block text-14 font-medium">{texts.classes[kind].name}</span>
              <span className="text-muted">{texts.classes[kind].hint}</span>
            </th>
            {CHANNELS.map((channel) => (
              <td key={channel} className="text-center">
                <input
                  type="checkbox"
                  aria-label={texts.switchOf(texts.classes[kind].name, texts.channels[channel])}
                  className={BOX}
                  {...(isFixed(kind, channel)
                    ? { checked: true, disabled: true, readOnly: true }
                    : register(`channels.${kind}.${channel}`))}
                />
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function useSave(onSaved: (saved: Preferences) => void) {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (values: PreferencesValues) =>
      take(api.put("/api/notification-preferences", { body: bodyOf(values) })),
    onSuccess: async (saved) => {
      cache.setQueryData(preferencesQuery.queryKey, saved);
      onSaved(saved);
      announce(texts.saved);
      // Texts of the inbox are in the chosen language and zone.
      await cache.invalidateQueries({ queryKey: ["notifications"] });
    },
  });
}
