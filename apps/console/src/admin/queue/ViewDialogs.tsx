import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { ask, offered } from "../../api/payouts.ts";
import { Confirm } from "../../components/ConfirmForm.tsx";
import { Input } from "../../components/Field.tsx";
import { announce } from "../../shell/announce.ts";
import { queue } from "../../texts/admin-queue.ts";
import { t } from "../../texts.ts";
import { SAVED_ON, savedViewsQuery } from "./queries.ts";
import type { SavedView } from "./types.ts";

const MOST_CHARACTERS = 60;

export interface SaveViewProps {
  open: boolean;
  query: string;
  onClose: () => void;
}

/** Keeps the present filters and order under a name. */
export function SaveView({ open, query, onClose }: SaveViewProps) {
  const cache = useQueryClient();
  const [name, setName] = useState("");
  const [missing, setMissing] = useState(false);
  const save = useMutation({
    mutationFn: () =>
      ask<SavedView>("post", "/api/admin/saved-views", {
        body: { page: SAVED_ON, name: name.trim(), query },
      }),
    onSuccess: async () => {
      announce(queue.saved);
      setName("");
      onClose();
      await cache.invalidateQueries({ queryKey: savedViewsQuery.queryKey });
    },
  });
  return (
    <Confirm
      open={open}
      onClose={onClose}
      title={queue.saveTitle}
      consequence={queue.saveHint}
      action={queue.doSave}
      back={t.back}
      mutation={save}
      onConfirm={() => (name.trim() === "" ? setMissing(true) : save.mutate())}
    >
      <Input
        label={queue.viewName}
        value={name}
        maxLength={MOST_CHARACTERS}
        error={missing && name.trim() === "" ? queue.viewNameNeeded : undefined}
        onChange={(event) => setName(event.target.value)}
      />
    </Confirm>
  );
}

export interface RemoveViewProps {
  open: boolean;
  view: SavedView;
  onClose: () => void;
}

export function RemoveView({ open, view, onClose }: RemoveViewProps) {
  const cache = useQueryClient();
  const remove = useMutation({
    mutationFn: () => offered(ask("delete", `/api/admin/saved-views/${view.id}`)),
    onSuccess: async () => {
      announce(queue.removed);
      onClose();
      await cache.invalidateQueries({ queryKey: savedViewsQuery.queryKey });
    },
  });
  return (
    <Confirm
      open={open}
      onClose={onClose}
      title={queue.removeTitle(view.name)}
      consequence={queue.removeHint}
      action={queue.doRemove}
      danger
      back={t.back}
      mutation={remove}
      onConfirm={() => remove.mutate()}
    />
  );
}
