import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { ApiError } from "../../api/client.ts";
import { ask } from "../../api/payouts.ts";
import { Button } from "../../components/Button.tsx";
import { Dialog } from "../../components/Dialog.tsx";
import { Input } from "../../components/Field.tsx";
import { Problem } from "../../components/states.tsx";
import { adminWebhooks } from "../../texts/admin-webhooks.ts";
import { t } from "../../texts.ts";
import { EventChoice } from "./EventChoice.tsx";
import { ENDPOINTS, endpointPath } from "./queries.ts";
import { type Endpoint, EVERY } from "./types.ts";

const texts = adminWebhooks.form;

interface EndpointFormProps {
  open: boolean;
  /** Undefined: a new one. */
  endpoint: Endpoint | undefined;
  onClose: () => void;
  onDone: (endpoint: Endpoint) => void;
}

/** Adds an endpoint, or changes its address, description and events. */
export function EndpointForm(props: EndpointFormProps) {
  // Another opening is another form: what was typed and left is gone.
  const [opening, setOpening] = useState(0);
  const [wasOpen, setWasOpen] = useState(false);
  if (props.open !== wasOpen) {
    setWasOpen(props.open);
    if (props.open) setOpening(opening + 1);
  }
  return opening === 0 ? null : <Form key={opening} {...props} />;
}

function Form({ open, endpoint, onClose, onDone }: EndpointFormProps) {
  const [url, setUrl] = useState(endpoint?.url ?? "");
  const [description, setDescription] = useState(endpoint?.description ?? "");
  const [types, setTypes] = useState<readonly string[]>(endpoint?.event_types ?? [EVERY]);
  const [tried, setTried] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  const save = useSave(endpoint, (saved) => {
    onClose();
    onDone(saved);
  });
  /** A new value is not judged by the last response. */
  const renewed =
    <T,>(set: (value: T) => void) =>
    (value: T) => {
      save.reset();
      set(value);
    };
  const isUrl = URL.canParse(url.trim());
  const submit = () => {
    setTried(true);
    if (!isUrl) return field.current?.focus();
    if (types.length > 0)
      save.mutate({ url: url.trim(), description: description.trim(), event_types: types });
  };
  const faults = faultsOf(save.error);
  return (
    <Dialog
      open={open}
      onClose={onClose}
      title={endpoint ? texts.editTitle : texts.addTitle}
      consequence={endpoint ? texts.editLead : texts.addLead}
      actions={
        <>
          <Button onClick={onClose}>{t.back}</Button>
          <Button kind="primary" busy={save.isPending} onClick={submit}>
            {endpoint ? texts.save : texts.add}
          </Button>
        </>
      }
    >
      <Input
        ref={field}
        label={texts.url}
        type="url"
        inputMode="url"
        autoComplete="off"
        spellCheck={false}
        maxLength={2_000}
        hint={texts.urlHint}
        value={url}
        error={tried && !isUrl ? texts.urlNeeded : faults.url}
        onChange={(event) => renewed(setUrl)(event.target.value)}
        onKeyDown={(event) => event.key === "Enter" && submit()}
      />
      <Input
        label={texts.description}
        autoComplete="off"
        maxLength={200}
        hint={texts.descriptionHint}
        value={description}
        error={faults.description}
        onChange={(event) => renewed(setDescription)(event.target.value)}
      />
      <EventChoice
        chosen={types}
        onChoose={renewed(setTypes)}
        error={tried && types.length === 0 ? texts.someNeeded : faults.event_types}
      />
      {save.isError && Object.keys(faults).length === 0 && <Problem error={save.error} />}
    </Dialog>
  );
}

/** The server's faults by the field of the form. */
function faultsOf(error: unknown): { [name in string]?: string } {
  if (!(error instanceof ApiError)) return {};
  const known = error.fields.filter(({ field }) => /^(url|description|event_types)\b/.test(field));
  return Object.fromEntries(known.map(({ field, message }) => [field.split(/[.[]/)[0], message]));
}

interface Values {
  url: string;
  description: string;
  event_types: readonly string[];
}

function useSave(endpoint: Endpoint | undefined, onSaved: (endpoint: Endpoint) => void) {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (body: Values) =>
      endpoint
        ? ask<Endpoint>("patch", endpointPath(endpoint.id), { body })
        : ask<Endpoint>("post", ENDPOINTS, { body }),
    onSuccess: async (saved) => {
      onSaved(saved);
      await cache.invalidateQueries({ queryKey: ["webhooks"] });
    },
  });
}
