import { memo, Suspense } from "react";
import { useIdentity } from "../../auth/session.ts";
import { Checkbox } from "../../components/Checkbox.tsx";
import { Money } from "../../components/Money.tsx";
import { lazy } from "../../components/part.tsx";
import { RowsSkeleton } from "../../components/states.tsx";
import { useNow } from "../../components/Time.tsx";
import { amountText, usd } from "../../format/money.ts";
import { durationText, exactTime } from "../../format/time.ts";
import { queue } from "../../texts/admin-queue.ts";
import { loadTexts } from "../../texts/chosen.ts";
import { t } from "../../texts.ts";
import { HeldDecision } from "./HeldDecision.tsx";
import { Marks, RiskBadge } from "./Marks.tsx";
import { DecisionButtons, RecordLine } from "./row-parts.tsx";
import { creatorOf, possible } from "./rules.ts";
import type { Action, Withdrawal } from "./types.ts";

export const RowDetails = lazy(async () => {
  await loadTexts("admin-pages");
  return { default: (await import("./RowDetails.tsx")).RowDetails };
});

/** Columns of wide screens; the list's head has the same. */
export const COLUMNS =
  "lg:grid lg:grid-cols-[2.25rem_6rem_minmax(0,1fr)_9rem_8rem_4.5rem_4rem_11.5rem] lg:gap-x-2";

export interface QueueRowProps {
  withdrawal: Withdrawal;
  isCurrent: boolean;
  isSelected: boolean;
  isOpen: boolean;
  onFocus: (id: string) => void;
  onToggle: (id: string, event: { shiftKey: boolean }) => void;
  onOpen: (id: string) => void;
  onDecide: (withdrawal: Withdrawal, action: Action) => void;
}

/** A withdrawal on one line; opened, everything that a decision needs. */
export const QueueRow = memo(function QueueRow(props: QueueRowProps) {
  const { withdrawal, isCurrent, isSelected, isOpen } = props;
  const named = t.admin.ofCreator(amountText(usd(withdrawal.amount)), creatorOf(withdrawal));
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for forms
    <div
      id={`queue-${withdrawal.id}`}
      role="group"
      // The keyboard cursor has the focus, and the page's order finds it.
      tabIndex={isCurrent ? 0 : -1}
      aria-label={named}
      onFocus={() => props.onFocus(withdrawal.id)}
      data-current={isCurrent || undefined}
      data-selected={isSelected || undefined}
      className="border-b border-line outline-none data-selected:bg-sunken data-current:bg-accent-soft data-current:shadow-[inset_3px_0_var(--accent)] rtl:data-current:shadow-[inset_-3px_0_var(--accent)]"
    >
      <Line {...props} named={named} />
      {isOpen && (
        <Suspense fallback={<RowsSkeleton rows={2} />}>
          <RowDetails withdrawal={withdrawal} onDecide={props.onDecide} named={named} />
        </Suspense>
      )}
    </div>
  );
});

function Line({
  withdrawal,
  isSelected,
  isOpen,
  onToggle,
  onOpen,
  onDecide,
  named,
}: QueueRowProps & { named: string }) {
  const me = useIdentity()?.userId;
  const can = possible(withdrawal, me);
  return (
    <div className={`flex flex-wrap items-center gap-x-2 pe-2 text-13 lg:h-9 lg:flex-nowrap ${COLUMNS}`}>
      <Checkbox
        label={queue.select(named)}
        checked={isSelected}
        disabled={!can.approve && !can.reject}
        onToggle={(event) => onToggle(withdrawal.id, event)}
      />
      <Money amount={usd(withdrawal.amount)} className="text-14 font-semibold lg:text-end" />
      <span className="flex min-w-0 flex-1 items-center gap-1.5 overflow-hidden">
        <span className="min-w-0 truncate font-medium">{creatorOf(withdrawal)}</span>
        <span className="hidden items-center gap-1.5 lg:flex">
          <Marks of={withdrawal} />
        </span>
      </span>
      <span className="hidden truncate text-muted lg:block">
        <RecordLine of={withdrawal} />
      </span>
      <span className="hidden truncate text-muted lg:block">
        {withdrawal.payout_label ?? t.admin.toNowhere}
      </span>
      <span className="hidden lg:block">
        <RiskBadge of={withdrawal} />
      </span>
      <Age at={withdrawal.created_at} />
      <span className="hidden items-center justify-end gap-1 lg:flex">
        {withdrawal.decision ? (
          <HeldDecision of={withdrawal} named={named} small />
        ) : (
          <DecisionButtons withdrawal={withdrawal} named={named} onDecide={onDecide} small />
        )}
        <Opener isOpen={isOpen} named={named} onOpen={() => onOpen(withdrawal.id)} />
      </span>
      <span className="lg:hidden">
        <Opener isOpen={isOpen} named={named} onOpen={() => onOpen(withdrawal.id)} />
      </span>
      <span className="flex basis-full flex-wrap gap-1.5 ps-11 pb-2 empty:hidden lg:hidden">
        {withdrawal.risk && withdrawal.risk.level !== "low" && <RiskBadge of={withdrawal} />}
        <Marks of={withdrawal} />
        {withdrawal.decision && <HeldDecision of={withdrawal} named={named} />}
      </span>
    </div>
  );
}

function Opener({ isOpen, named, onOpen }: { isOpen: boolean; named: string; onOpen: () => void }) {
  return (
    <button
      type="button"
      aria-expanded={isOpen}
      aria-label={queue.details(named)}
      onClick={onOpen}
      className="flex size-8 items-center justify-center rounded-control text-muted hover:bg-sunken hover:text-ink pointer-coarse:size-11"
    >
      <svg
        viewBox="0 0 16 16"
        aria-hidden="true"
        className={`size-4 fill-none stroke-current transition-transform duration-100 ${isOpen ? "rotate-180" : ""}`}
        strokeWidth="1.5"
      >
        <path d="m4 6 4 4 4-4" strokeLinecap="round" strokeLinejoin="round" />
      </svg>
    </button>
  );
}

function Age({ at }: { at: string }) {
  const now = useNow(10_000);
  return (
    <time dateTime={at} title={exactTime(at)} className="figures whitespace-nowrap text-muted">
      {durationText((now - new Date(at).getTime()) / 1_000)}
    </time>
  );
}
