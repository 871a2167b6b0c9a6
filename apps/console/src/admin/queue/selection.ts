/** What is selected, and where a range begins. */
export interface Selection {
  ids: ReadonlySet<string>;
  anchor: string | undefined;
}

export const NOTHING: Selection = { ids: new Set(), anchor: undefined };

/** A bulk decision is bounded: more is decided in several. */
export const MOST_SELECTED = 1_000;

export function toggled({ ids }: Selection, id: string): Selection {
  const next = new Set(ids);
  if (!next.delete(id) && next.size < MOST_SELECTED) next.add(id);
  return { ids: next, anchor: id };
}

/** From the last one that was touched to this one, both included. */
export function extended(selection: Selection, order: readonly string[], to: string): Selection {
  const from = selection.anchor === undefined ? -1 : order.indexOf(selection.anchor);
  const end = order.indexOf(to);
  if (from < 0 || end < 0) return toggled(selection, to);
  const range = order.slice(Math.min(from, end), Math.max(from, end) + 1);
  const ids = [...new Set([...selection.ids, ...range])].slice(0, MOST_SELECTED);
  return { ids: new Set(ids), anchor: selection.anchor };
}

export const all = (order: readonly string[]): Selection => ({
  ids: new Set(order.slice(0, MOST_SELECTED)),
  anchor: undefined,
});

/** Only what is still shown: nobody decides on a row that has left. */
export function still(selection: Selection, shown: ReadonlySet<string>): Selection {
  const ids = [...selection.ids].filter((id) => shown.has(id));
  return ids.length === selection.ids.size ? selection : { ...selection, ids: new Set(ids) };
}
