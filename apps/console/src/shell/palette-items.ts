import { keepPreviousData, type QueryKey, useQuery } from "@tanstack/react-query";
import type { NavigateOptions } from "@tanstack/react-router";
import { api, type Schemas, take } from "../api/client.ts";
import type { Role } from "../auth/session.ts";
import { amountText, usd } from "../format/money.ts";
import { search } from "../texts/search.ts";
import { t } from "../texts.ts";
import { PAGES } from "./areas.ts";
import { useDebounced } from "./use-debounced.ts";

export interface PaletteItem {
  key: string;
  label: string;
  detail: string;
  target: NavigateOptions;
}

export interface PaletteGroup {
  value: string;
  label: string;
  items: PaletteItem[];
}

type GroupName = keyof typeof search.groups;
type Found = Partial<Record<GroupName, PaletteItem[]>>;

/** Of each group: more are on the pages. */
const SHOWN = 8;
const MOST_LISTED = 100;

const ORDER: readonly GroupName[] = ["people", "withdrawals", "streams", "others", "pages"];

/** What fits the typed text, and a sentence about it where there is nothing to choose. */
export function usePaletteItems(
  area: Role,
  typed: string,
): { groups: PaletteGroup[]; state: string | undefined } {
  const text = useDebounced(typed.trim());
  const source = SOURCES[area](text);
  const { data, isError, isFetching } = useQuery({
    ...source,
    enabled: text !== "" && source.enabled !== false,
    placeholderData: keepPreviousData,
    staleTime: 10_000,
  });
  const current = typed.trim();
  const found: Found = {
    ...(current === "" ? {} : data),
    pages: pagesOf(area).filter(({ label }) => fits(label, current)),
  };
  const narrowed = area === "admin" ? found : narrow(found, current);
  const groups = ORDER.flatMap((value) => {
    const items = narrowed[value]?.slice(0, SHOWN) ?? [];
    return items.length === 0 ? [] : [{ value, label: search.groups[value], items }];
  });
  if (isError) return { groups, state: search.failed };
  const waiting = current !== text || (isFetching && current !== "");
  return { groups, state: groups.length > 0 ? undefined : waiting ? search.searching : search.none };
}

const pagesOf = (area: Role): PaletteItem[] =>
  PAGES[area].map(({ to, label }) => ({
    key: to,
    label: label(),
    detail: "",
    target: { to } as NavigateOptions,
  }));

/** Whether each typed word begins a word of the text. */
function fits(text: string, typed: string): boolean {
  const words = wordsOf(text);
  return wordsOf(typed).every((word) => words.some((one) => one.startsWith(word)));
}

const wordsOf = (text: string): string[] =>
  text
    .normalize("NFD")
    .replaceAll(/\p{M}/gu, "")
    .toLowerCase()
    .split(/[^\p{L}\p{N}.]+/u)
    .filter((word) => word !== "");

/** Lists that came whole are filtered here. */
const narrow = (found: Found, typed: string): Found =>
  Object.fromEntries(
    Object.entries(found).map(([name, items]) => [
      name,
      items.filter(({ label, detail }) => fits(`${label} ${detail}`, typed)),
    ]),
  );

interface Source {
  queryKey: QueryKey;
  queryFn: () => Promise<Found>;
  enabled?: boolean;
}

const SOURCES: Record<Role, (text: string) => Source> = {
  viewer: () => ({
    queryKey: ["palette", "streams"],
    queryFn: async () => {
      const { data } = await take(api.get("/api/streams", { params: { query: { limit: MOST_LISTED } } }));
      return { streams: data.map((stream) => streamItem(stream, `/watch/${stream.id}`)) };
    },
  }),
  creator: () => ({
    queryKey: ["palette", "own"],
    queryFn: async () => {
      const query = { limit: MOST_LISTED } as const;
      const [streams, withdrawals] = await Promise.all([
        take(api.get("/api/earnings/streams", { params: { query } })),
        take(api.get("/api/withdrawals", { params: { query } })),
      ]);
      return {
        streams: streams.data.map(ownStreamItem),
        withdrawals: withdrawals.data.map(ownWithdrawalItem),
      };
    },
  }),
  admin: (q) => ({
    queryKey: ["search", q, "palette"],
    queryFn: async () =>
      foundItems(q, (await take(api.get("/api/admin/search", { params: { query: { q } } }))).data),
  }),
};

const streamItem = (
  { id, title, status }: Pick<Schemas["Stream"], "id" | "title" | "status">,
  to: string,
): PaletteItem => ({
  key: id,
  label: title,
  detail: status === "live" ? search.live : search.ended,
  target: { to } as NavigateOptions,
});

function ownStreamItem({ stream_id: id, title, status }: Schemas["EarningsByStream"]): PaletteItem {
  const target = { to: "/ledger", search: { stream: id } } as NavigateOptions;
  return { ...streamItem({ id, title: title ?? id, status }, "/ledger"), target };
}

const ownWithdrawalItem = ({ id, amount, status }: Schemas["Withdrawal"]): PaletteItem => ({
  key: id,
  label: amountText(usd(amount)),
  detail: t.withdrawal.status[status],
  target: { to: "/finances" },
});

type Hit = Schemas["SearchResult"]["data"][number];

/** What an admin's search found, each with the page that shows it; at last, the page with all of it. */
function foundItems(query: string, hits: readonly Hit[]): Found {
  const found: Found = {};
  for (const hit of hits) {
    const [group, item] = foundItem(hit);
    found[group] = [...(found[group] ?? []), item];
  }
  const all = { key: "all", label: search.everything(query), detail: "" };
  const target = { to: "/admin/search", search: { q: query } } as NavigateOptions;
  found.others = [...(found.others ?? []).slice(0, SHOWN - 1), { ...all, target }];
  return found;
}

function foundItem(hit: Hit): [GroupName, PaletteItem] {
  const key = `${hit.kind} ${hit.id}`;
  const owner = hit.user_name ?? hit.user_id ?? "";
  const person = (personId: string) =>
    ({ to: "/admin/people/$personId", params: { personId } }) as NavigateOptions;
  switch (hit.kind) {
    case "person":
      return ["people", { key, label: owner, detail: hit.summary, target: person(hit.id) }];
    case "stream":
      return ["streams", { key, label: hit.summary, detail: owner, target: person(hit.user_id ?? "") }];
    case "withdrawal": {
      const target = {
        to: "/admin/withdrawals/$withdrawalId",
        params: { withdrawalId: hit.id },
      } as NavigateOptions;
      return ["withdrawals", { key, label: hit.summary, detail: owner, target }];
    }
    default: {
      const kind = search.kinds[hit.kind] ?? hit.kind;
      const target = { to: "/admin/search", search: { q: hit.id } } as NavigateOptions;
      return ["others", { key, label: `${kind}: ${hit.summary}`, detail: owner, target }];
    }
  }
}
