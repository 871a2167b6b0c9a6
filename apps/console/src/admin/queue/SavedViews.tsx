import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Button } from "../../components/Button.tsx";
import { lateDialog } from "../../components/Dialog.tsx";
import { FilterSelect } from "../../components/FilterControls.tsx";
import { queue } from "../../texts/admin-queue.ts";
import type { QueueSearch } from "./address.ts";
import { SAVED_ON, savedViewsQuery } from "./queries.ts";
import { readQuery, writeQuery } from "./search.ts";
import type { RemoveViewProps, SaveViewProps } from "./ViewDialogs.tsx";

const dialogs = () => import("./ViewDialogs.tsx");
const SaveView = lateDialog<SaveViewProps>(
  async () => (await dialogs()).SaveView,
  ({ open }) => open,
);
const RemoveView = lateDialog<RemoveViewProps>(
  async () => (await dialogs()).RemoveView,
  ({ open }) => open,
);

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
  const own = saved.filter(({ page }) => page === SAVED_ON);
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
