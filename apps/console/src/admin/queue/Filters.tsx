import { type ReactNode, useState } from "react";
import { Button } from "../../components/Button.tsx";
import { FilterInput, FilterSelect } from "../../components/FilterControls.tsx";
import { decimal } from "../../format/money.ts";
import { minorOf } from "../../format/parse.ts";
import { queue } from "../../texts/admin-queue.ts";
import { t } from "../../texts.ts";
import { AGES, type Age, type QueueSearch, queueSearch } from "./address.ts";

const texts = queue.filters;

interface FiltersProps {
  search: QueueSearch;
  onSearch: (search: QueueSearch) => void;
  /** Beside them: views and what is done with the list. */
  children: ReactNode;
}

/** What is shown; the address has it. On a phone the filters open below a button. */
export function Filters({ search, onSearch, children }: FiltersProps) {
  const [open, setOpen] = useState(false);
  const { sort: _, dir: __, ...filters } = search;
  const set = (change: Record<string, unknown>) => onSearch(queueSearch({ ...search, ...change }));
  return (
    <search aria-label={texts.title} className="flex flex-wrap items-center gap-2">
      {children}
      <Button size="s" className="sm:hidden" aria-expanded={open} onClick={() => setOpen(!open)}>
        {queue.filtersButton(Object.keys(filters).length)}
      </Button>
      <div className={`flex-wrap items-center gap-2 sm:contents ${open ? "flex" : "hidden"}`}>
        <Controls search={search} set={set} />
      </div>
    </search>
  );
}

function Controls({ search, set }: { search: QueueSearch; set: (change: Record<string, unknown>) => void }) {
  const amount = (key: "from" | "to") => (
    <FilterInput
      label={texts[key]}
      inputMode="decimal"
      className="w-20"
      placeholder={texts.short[key]}
      value={search[key] ?? ""}
      onCommit={(typed) => {
        const minor = typed === "" ? undefined : minorOf(typed, "USD");
        if (typed !== "" && (minor === undefined || minor < 0n)) return false;
        set({ [key]: minor === undefined ? undefined : decimal({ minor, asset: "USD" }) });
        return true;
      }}
    />
  );
  return (
    <>
      <FilterInput
        label={texts.q}
        type="search"
        className="w-36"
        value={search.q ?? ""}
        onCommit={(q) => {
          set({ q });
          return true;
        }}
      />
      <FilterSelect
        label={texts.method}
        value={search.method ?? ""}
        onChange={(method) => set({ method })}
        options={[
          { value: "", label: texts.anyMethod },
          ...Object.entries(t.method.kinds).map(([value, label]) => ({ value, label })),
          { value: "none", label: texts.noMethod },
        ]}
        className="max-w-30"
      />
      {amount("from")}
      {amount("to")}
      <FilterSelect
        label={texts.older}
        value={search.older ?? ""}
        onChange={(older) => set({ older })}
        options={[
          { value: "", label: texts.ages.any },
          ...(Object.keys(AGES) as Age[]).map((value) => ({ value, label: texts.ages[value] })),
        ]}
      />
      <FilterSelect
        label={texts.needs}
        value={search.needs ?? ""}
        onChange={(needs) => set({ needs })}
        options={[
          { value: "", label: texts.anyNeed },
          { value: "me", label: texts.me },
          { value: "review", label: texts.review },
        ]}
      />
      <FilterSelect
        label={texts.scheduled}
        value={search.scheduled ?? ""}
        onChange={(scheduled) => set({ scheduled })}
        options={[
          { value: "", label: texts.anySchedule },
          { value: "yes", label: texts.yes },
          { value: "no", label: texts.no },
        ]}
        className="max-w-27"
      />
      <label className="flex h-8 cursor-pointer items-center gap-1.5 text-13 pointer-coarse:h-11">
        <input
          type="checkbox"
          checked={search.first === "yes"}
          onChange={(event) => set({ first: event.target.checked ? "yes" : undefined })}
          className="size-4 accent-(--solid)"
        />
        {texts.first}
      </label>
    </>
  );
}
