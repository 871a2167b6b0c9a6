import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { ask, offered } from "../../api/payouts.ts";
import { Button } from "../../components/Button.tsx";
import { Confirm } from "../../components/ConfirmForm.tsx";
import { Input } from "../../components/Field.tsx";
import { FilterSelect } from "../../components/FilterControls.tsx";
import { announce } from "../../shell/announce.ts";
import { queue } from "../../texts/admin-queue.ts";
import { t } from "../../texts.ts";
import { savedViewsQuery } from "./queries.ts";
import { type QueueSearch, readQuery, writeQuery } from "./search.ts";
import type { SavedView } from "./types.ts";

const PAGE = "queue";
const MOST_CHARACTERS = 60;

/** Views that everybody has. */
const COMMON: readonly { key: keyof typeof queue.filters.views; query: string }[] = [
  { key: "all", query: "" },
  { key: "me", query: "needs=me" },
  { key: "first", query: "first=yes" },
  { key: "review", query: "needs=review" },
];

interface SavedViewsProps {
  search: QueueSearch;
  onSearch: (search: QueueSearch) => void;
}

/** Filters and orders by name: one's own, and some that are always there. */
export function SavedViews({ search, onSearch }: SavedViewsProps) {
  const { data: saved = [] } = useQuery(savedViewsQuery);
  const [asking, setAsking] = useState<"save" | "remove">();
  const own = saved.filter(({ page }) => page === PAGE);
  const present = writeQuery(search);
  const chosen = own.find(({ query }) => query === present);
  const known = chosen ?? COMMON.find(({ query }) => query === present);
  return (
    <>
      <FilterSelect
        label={queue.filters.view}
        value={known ? present || "all" : "-"}
        onChange={(value) => onSearch(readQuery(value === "all" || value === "-" ? "" : value))}
        options={[
          ...(known ? [] : [{ value: "-", label: queue.filters.view }]),
          ...COMMON.map(({ key, query }) => ({ value: query || "all", label: queue.filters.views[key] })),
          ...own.map(({ query, name }) => ({ value: query, label: name })),
        ]}
        className="max-w-30 font-medium"
      />
      {!known && (
        <Button size="s" kind="quiet" onClick={() => setAsking("save")}>
          {queue.save}
        </Button>
      )}
      {chosen && (
        <Button size="s" kind="quiet" onClick={() => setAsking("remove")}>
          {queue.remove}
        </Button>
      )}
      <SaveView open={asking === "save"} query={present} onClose={() => setAsking(undefined)} />
      {chosen && <RemoveView open={asking === "remove"} view={chosen} onClose={() => setAsking(undefined)} />}
    </>
  );
}

function SaveView({ open, query, onClose }: { open: boolean; query: string; onClose: () => void }) {
  const cache = useQueryClient();
  const [name, setName] = useState("");
  const [missing, setMissing] = useState(false);
  const save = useMutation({
    mutationFn: () =>
      ask<SavedView>("post", "/api/admin/saved-views", { body: { page: PAGE, name: name.trim(), query } }),
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

function RemoveView({ open, view, onClose }: { open: boolean; view: SavedView; onClose: () => void }) {
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
