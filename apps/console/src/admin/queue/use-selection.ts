import { useMemo, useState } from "react";
import { all, extended, NOTHING, type Selection, still, toggled } from "./selection.ts";
import type { Withdrawal } from "./types.ts";

/** The selected rows of the queue. A row that leaves the queue leaves the selection. */
export function useSelection(rows: readonly Withdrawal[]) {
  const [raw, setSelection] = useState<Selection>(NOTHING);
  const order = useMemo(() => rows.map(({ id }) => id), [rows]);
  const selection = useMemo(() => still(raw, new Set(order)), [raw, order]);
  return {
    ids: selection.ids,
    toggle: (id: string) => setSelection(toggled(selection, id)),
    extend: (id: string) => setSelection(extended(selection, order, id)),
    /** From one row to another: Shift with an arrow. */
    extendFrom: (from: string, to: string) =>
      setSelection(
        extended(selection.anchor === undefined ? { ...selection, anchor: from } : selection, order, to),
      ),
    selectAll: (ids: readonly string[]) => setSelection(all(ids)),
    clear: () => setSelection(NOTHING),
  };
}
