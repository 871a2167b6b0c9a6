import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { Schemas } from "../api/client.ts";
import type { PayoutFields } from "../api/payouts.ts";
import { withdrawalQuery } from "../api/queries.ts";
import { Badge, StatusBadge } from "../components/Badge.tsx";
import { Button, buttonClass } from "../components/Button.tsx";
import { Card } from "../components/Card.tsx";
import { Money } from "../components/Money.tsx";
import { MoreButton } from "../components/MoreButton.tsx";
import { Said } from "../components/Said.tsx";
import { ShortId } from "../components/ShortId.tsx";
import { Empty, Loaded, RowsSkeleton } from "../components/states.tsx";
import { type Columns, Table } from "../components/Table.tsx";
import { Ago } from "../components/Time.tsx";
import { Timeline } from "../components/Timeline.tsx";
import { amountText, usd } from "../format/money.ts";
import { dayText, exactTime } from "../format/time.ts";
import { checklist } from "../texts/creator-home.ts";
import { payouts } from "../texts/payouts.ts";
import { t } from "../texts.ts";
import { hasArrival, needsAction } from "./attention.ts";
import { CancelPayout } from "./CancelPayout.tsx";
import { CancelWithdrawal } from "./CancelWithdrawal.tsx";

type Withdrawal = Schemas["Withdrawal"] & PayoutFields;

interface HistoryProps {
  query: {
    data: Withdrawal[] | undefined;
    error: unknown;
    isPending: boolean;
    refetch: () => unknown;
    hasNextPage: boolean;
    isFetchingNextPage: boolean;
    fetchNextPage: () => unknown;
  };
}

export function WithdrawalHistory({ query }: HistoryProps) {
  const [open, setOpen] = useState<string>();
  const [canceling, setCanceling] = useState<Withdrawal>();
  const [takingBack, setTakingBack] = useState<Withdrawal>();
  const columns: Columns<Withdrawal> = [
    {
      id: "asked",
      header: t.history.asked,
      meta: { from: "sm" },
      cell: ({ row }) => <Ago at={row.original.created_at} className="text-muted" />,
    },
    {
      id: "status",
      header: t.history.status,
      cell: ({ row: { original } }) => (
        <span className="flex flex-wrap items-center gap-1.5">
          {needsAction(original) ? (
            <Badge tone="held">{checklist.actionNeeded}</Badge>
          ) : (
            <StatusBadge status={original.status} />
          )}
          <Marks of={original} />
        </span>
      ),
    },
    {
      id: "amount",
      header: t.history.amount,
      meta: { align: "right" },
      cell: ({ row }) => <Money amount={usd(row.original.amount)} className="font-medium" />,
    },
    {
      id: "arrives",
      header: t.history.arrives,
      meta: { from: "md" },
      cell: ({ row }) => <Arrival of={row.original} />,
    },
    {
      id: "note",
      header: t.history.note,
      meta: { from: "md" },
      cell: ({ row }) => <Note of={row.original} />,
    },
    {
      id: "id",
      header: t.history.id,
      meta: { from: "lg" },
      cell: ({ row }) => <ShortId id={row.original.id} />,
    },
    {
      id: "open",
      header: () => <span className="sr-only">{t.open}</span>,
      meta: { align: "right" },
      cell: ({ row: { original } }) => (
        <span className="flex flex-col items-end gap-1 sm:flex-row sm:justify-end sm:gap-2">
          {original.status === "PENDING" && (
            <Button size="s" kind="quiet" onClick={() => setCanceling(original)}>
              {t.cancel}
              <Said>{t.history.cancelOf(amountText(usd(original.amount)))}</Said>
            </Button>
          )}
          <TakeBack of={original} onAsk={() => setTakingBack(original)} />
          <Button
            size="s"
            kind="quiet"
            aria-expanded={open === original.id}
            onClick={() => setOpen(open === original.id ? undefined : original.id)}
          >
            {open === original.id ? t.close : t.open}
            <Said>{t.history.timeline(amountText(usd(original.amount)))}</Said>
          </Button>
        </span>
      ),
    },
  ];
  return (
    <Card title={t.history.title} flush>
      <Loaded query={query} skeleton={<RowsSkeleton rows={3} />}>
        {(rows) =>
          rows.length === 0 ? (
            <Empty title={t.history.none}>{t.history.noneHint}</Empty>
          ) : (
            <>
              <Table
                caption={t.history.title}
                columns={columns}
                rows={rows}
                rowId={({ id }) => id}
                open={open}
                below={({ id }) => (
                  <div className="pt-3">
                    <Timeline withdrawalId={id} />
                  </div>
                )}
              />
              <MoreButton query={query} />
            </>
          )
        }
      </Loaded>
      <CancelPayout withdrawal={takingBack} onClose={() => setTakingBack(undefined)} />
      <CancelWithdrawal withdrawal={canceling} onClose={() => setCanceling(undefined)} />
    </Card>
  );
}

/** The day of arrival, while it is still expected. */
function Arrival({ of }: { of: Withdrawal }) {
  const arrival = of.estimated_arrival;
  if (!hasArrival(of) || !arrival) return <span className="text-muted">—</span>;
  return (
    <time dateTime={arrival} title={exactTime(arrival)} className="text-way whitespace-nowrap">
      {dayText(arrival)}
    </time>
  );
}

/** The payout of an approved withdrawal: lists do not have it. */
function usePayout({ id, status }: Withdrawal): PayoutFields["payout"] {
  const details = useQuery({ ...withdrawalQuery(id), enabled: status === "APPROVED" });
  const data: (Schemas["WithdrawalDetails"] & PayoutFields) | undefined = details.data;
  return data?.status === "APPROVED" ? data.payout : null;
}

const isUnclaimed = (payout: PayoutFields["payout"]): boolean =>
  payout?.state === "unclaimed" || (payout?.claim_until ?? null) !== null;

/** Made by a schedule, or sent at once. */
function Marks({ of: { scheduled, speed } }: { of: Withdrawal }) {
  return (
    <>
      {scheduled && <Badge tone="muted">{payouts.history.scheduled}</Badge>}
      {speed === "instant" && <Badge tone="accent">{payouts.history.instant}</Badge>}
    </>
  );
}

function Note({ of }: { of: Withdrawal }) {
  const { reason, attention } = of;
  const payout = usePayout(of);
  const waits = t.history.review[attention ?? ""] ?? waitsFor(of, payout);
  if (needsAction(of))
    return (
      <span className="flex flex-col items-start gap-1">
        <a href="#methods" className={buttonClass("primary", "s")}>
          {attention === "payout_method_missing" ? checklist.setUp : checklist.finish}
        </a>
        <span className="text-held">{waits}</span>
      </span>
    );
  if (waits !== undefined) return <span className="text-held">{waits}</span>;
  if (reason === null) return null;
  return <q className="line-clamp-2 max-w-72 text-muted">{reason}</q>;
}

function waitsFor(
  { status, locked_until: locked }: Withdrawal,
  payout: PayoutFields["payout"],
): string | undefined {
  if (isUnclaimed(payout))
    return payout?.claim_until
      ? payouts.history.unclaimed(exactTime(payout.claim_until))
      : payouts.history.unclaimedOpen;
  const waits = status === "APPROVED" && locked && Date.parse(locked) > Date.now();
  return waits ? payouts.history.waits(exactTime(locked)) : undefined;
}

/** Only while nobody has claimed the payout. */
function TakeBack({ of, onAsk }: { of: Withdrawal; onAsk: () => void }) {
  if (!isUnclaimed(usePayout(of))) return null;
  return (
    <Button size="s" kind="quiet" onClick={onAsk}>
      {payouts.history.cancelPayout}
      <Said>{t.history.cancelOf(amountText(usd(of.amount)))}</Said>
    </Button>
  );
}
