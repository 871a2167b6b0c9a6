import { useInfiniteQuery } from "@tanstack/react-query";
import { type ReactNode, useCallback, useEffect, useMemo, useRef, useState } from "react";
import { useIdentity } from "../../auth/session.ts";
import { Button } from "../../components/Button.tsx";
import { Card } from "../../components/Card.tsx";
import { lateDialog, whenIdle } from "../../components/Dialog.tsx";
import { Empty, Loaded, RowsSkeleton } from "../../components/states.tsx";
import { amountText, sum, usd } from "../../format/money.ts";
import { announce } from "../../shell/announce.ts";
import { queue } from "../../texts/admin-queue.ts";
import { loadTexts } from "../../texts/chosen.ts";
import { t } from "../../texts.ts";
import type { Decision, DecisionDialogProps } from "../DecisionDialog.tsx";
import type { QueueSearch } from "./address.ts";
import type { BulkDecision, BulkDialogProps } from "./BulkDialog.tsx";
import { rowsOf } from "./pages.ts";
import { QueueHead } from "./QueueHead.tsx";
import { QueueList } from "./QueueList.tsx";
import { RowDetails } from "./QueueRow.tsx";
import { queueQuery } from "./queries.ts";
import { isDecidable, nextAfter, possible, rowElement } from "./rules.ts";
import { isFiltered } from "./search.ts";
import { MOST_SELECTED } from "./selection.ts";
import type { Action, Withdrawal } from "./types.ts";
import { UndoToast, undoable } from "./UndoToast.tsx";
import { useKeysSwitch, useQueueKeys } from "./use-keys.ts";
import { useSelection } from "./use-selection.ts";
import { useUndo } from "./use-undo.ts";

const DecisionDialog = lateDialog<DecisionDialogProps>(
  async () => {
    await loadTexts("admin-pages");
    return (await import("../DecisionDialog.tsx")).DecisionDialog;
  },
  ({ decision }) => decision !== undefined,
);
const BulkDialog = lateDialog<BulkDialogProps>(
  async () => {
    await loadTexts("admin-pages");
    return (await import("./BulkDialog.tsx")).BulkDialog;
  },
  ({ decision }) => decision !== undefined,
);

interface QueueProps {
  search: QueueSearch;
  onSearch: (search: QueueSearch) => void;
  /** Above the rows: what is done with all of them. */
  tools: ReactNode;
}

/** The withdrawals that match, and what is done with them. */
export function Queue({ search, onSearch, tools }: QueueProps) {
  const [keys, turnKeys] = useKeysSwitch();
  const query = useInfiniteQuery(queueQuery(search));
  const rows = useMemo(() => rowsOf(query.data), [query.data]);
  return (
    <>
      <div className="flex flex-wrap items-center justify-end gap-2">
        <KeysLine on={keys} onTurn={turnKeys} />
        {tools}
      </div>
      <Card flush className="overflow-visible!">
        <Loaded query={query} skeleton={<RowsSkeleton rows={12} />}>
          {() =>
            rows.length === 0 ? (
              <NothingHere search={search} onSearch={onSearch} />
            ) : (
              <Rows query={query} rows={rows} search={search} onSearch={onSearch} keys={keys} />
            )
          }
        </Loaded>
      </Card>
    </>
  );
}

function NothingHere({ search, onSearch }: Pick<QueueProps, "search" | "onSearch">) {
  if (!isFiltered(search)) return <Empty title={t.admin.empty}>{t.admin.emptyHint}</Empty>;
  return (
    <Empty title={queue.nobody}>
      <p>{queue.nobodyHint}</p>
      <Button className="mt-3" size="s" onClick={() => onSearch({})}>
        {queue.clear}
      </Button>
    </Empty>
  );
}

interface Loading {
  hasNextPage: boolean;
  isFetchingNextPage: boolean;
  fetchNextPage: () => Promise<{ data: Parameters<typeof rowsOf>[0]; hasNextPage: boolean }>;
}

interface RowsProps extends Pick<QueueProps, "search" | "onSearch"> {
  query: Loading;
  rows: Withdrawal[];
  /** Single keys decide. */
  keys: boolean;
}

function Rows({ query, rows, search, onSearch, keys }: RowsProps) {
  const me = useIdentity()?.userId;
  const [current, setCurrent] = useState<string>();
  const [open, setOpen] = useState<string>();
  const [decision, setDecision] = useState<Decision>();
  const [bulk, setBulk] = useState<BulkDecision>();
  const [together, setTogether] = useState<readonly string[]>([]);
  const selection = useSelection(rows);
  const every = useSelectAll(query, rows, me, selection.selectAll);
  const undo = useUndo();
  useArrivals(rows);
  useEffect(() => whenIdle(RowDetails.preload), []);
  const cursor =
    current !== undefined && rows.some(({ id }) => id === current) ? current : firstOpen(rows, me);
  const selected = rows.filter(({ id }) => selection.ids.has(id));
  const focusAfter = () => rowElement(cursor);

  const decide = (action: Action) => {
    const row = rows.find(({ id }) => id === cursor);
    if (selected.length > 0) setBulk({ action, rows: selected });
    else if (row && possible(row, me)[action]) setDecision({ withdrawal: row, action });
    else if (row) announce(queue.approvals[possible(row, me).isOwnApproval ? "own" : "notYou"]);
  };
  const open1 = (id: string) => setOpen((now) => (now === id ? undefined : id));
  useQueueKeys(
    {
      move(by, extend) {
        const at = rows.findIndex(({ id }) => id === cursor);
        const next = rows[Math.min(rows.length - 1, Math.max(0, at + by))];
        if (!next) return;
        if (extend && cursor !== undefined) selection.extendFrom(cursor, next.id);
        setCurrent(next.id);
        focusRow(next.id);
      },
      select: (extend) =>
        cursor !== undefined && (extend ? selection.extend(cursor) : selection.toggle(cursor)),
      selectAll: every.start,
      decide,
      open: () => cursor !== undefined && open1(cursor),
      undo: () => {
        const { latest } = undoable(rows, together, me, Date.now());
        if (latest.length > 0) undo.mutate(latest.map(({ id }) => id));
      },
      clear: selection.clear,
    },
    !keys || decision !== undefined || bulk !== undefined,
  );

  const onToggle = useStable((id: string, { shiftKey }: { shiftKey: boolean }) =>
    shiftKey ? selection.extend(id) : selection.toggle(id),
  );
  const onOpen = useStable(open1);
  const onDecide = useStable((withdrawal: Withdrawal, action: Action) => setDecision({ withdrawal, action }));
  const { fetchNextPage, isFetchingNextPage } = query;
  const onNearEnd = useCallback(() => {
    if (!isFetchingNextPage) void fetchNextPage();
  }, [isFetchingNextPage, fetchNextPage]);

  return (
    <>
      <QueueHead
        search={search}
        onSearch={onSearch}
        count={selected.length}
        of={every.isLoading ? rows.length : rows.filter((row) => isDecidable(row, me)).length}
        hasMore={query.hasNextPage}
        isLoadingAll={every.isLoading}
        total={sum(
          selected.map(({ amount }) => usd(amount)),
          "USD",
        )}
        onSelectAll={every.start}
        onClear={selection.clear}
        onDecide={(action) => setBulk({ action, rows: selected })}
      />
      <QueueList
        rows={rows}
        current={keys ? cursor : undefined}
        selected={selection.ids}
        open={open}
        hasMore={query.hasNextPage}
        onNearEnd={onNearEnd}
        onFocus={setCurrent}
        onToggle={onToggle}
        onOpen={onOpen}
        onDecide={onDecide}
      />
      <UndoToast rows={rows} together={together} />
      <DecisionDialog
        decision={decision}
        onClose={() => setDecision(undefined)}
        onDecided={({ withdrawal }) => setCurrent(nextAfter(rows, withdrawal.id, me) ?? withdrawal.id)}
        focusAfter={focusAfter}
      />
      <BulkDialog
        decision={bulk}
        onClose={() => setBulk(undefined)}
        onDecided={(ids, unsent) => {
          setTogether(ids);
          selection.selectAll(unsent);
          setCurrent(nextAfter(rows, ids.at(-1) ?? "", me, ids));
        }}
        focusAfter={focusAfter}
      />
    </>
  );
}

const firstOpen = (rows: readonly Withdrawal[], me: string | undefined): string | undefined =>
  (rows.find((row) => possible(row, me).approve) ?? rows[0])?.id;

/** After it is in the page: a row far away comes with the scrolling. */
const focusRow = (id: string): void =>
  void requestAnimationFrame(() => rowElement(id)?.focus({ preventScroll: true }));

/** A function that stays the same for the rows, and always does what the last render says. */
function useStable<Args extends unknown[]>(act: (...args: Args) => void): (...args: Args) => void {
  const now = useRef(act);
  useEffect(() => {
    now.current = act;
  });
  return useCallback((...args: Args) => now.current(...args), []);
}

/** All that match: the rest is loaded first, up to what can be selected. */
function useSelectAll(
  { hasNextPage, fetchNextPage }: Loading,
  rows: Withdrawal[],
  me: string | undefined,
  select: (ids: readonly string[]) => void,
) {
  const [isLoading, setIsLoading] = useState(false);
  const start = async () => {
    if (isLoading) return;
    let [all, more] = [rows, hasNextPage];
    setIsLoading(more);
    while (more && all.length < MOST_SELECTED) {
      const { data, hasNextPage: next } = await fetchNextPage();
      const loaded = rowsOf(data);
      // A page that can't be loaded must not be asked for again and again.
      more = next && loaded.length > all.length;
      all = loaded;
    }
    setIsLoading(false);
    select(all.filter((row) => isDecidable(row, me)).map(({ id }) => id));
  };
  return { isLoading, start: () => void start() };
}

function KeysLine({ on, onTurn }: { on: boolean; onTurn: (on: boolean) => void }) {
  return (
    <p className="me-auto flex flex-wrap items-center gap-x-3 text-13 text-muted pointer-coarse:hidden">
      {on ? queue.keys : queue.keysOff}
      <Button size="s" kind="quiet" className="-mx-3" onClick={() => onTurn(!on)}>
        {on ? queue.turnKeysOff : queue.turnKeysOn}
      </Button>
    </p>
  );
}

/** Screen readers announce new requests, not rows that are loaded by scrolling. */
function useArrivals(rows: readonly Withdrawal[]): void {
  const since = useRef(Date.now());
  useEffect(() => {
    const arrived = rows.filter(({ created_at }) => Date.parse(created_at) > since.current);
    const [first] = arrived;
    if (!first) return;
    since.current = Math.max(...arrived.map(({ created_at }) => Date.parse(created_at)));
    announce(t.admin.arrived(arrived.length, amountText(usd(first.amount))));
  }, [rows]);
}
