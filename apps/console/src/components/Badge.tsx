import type { ReactNode } from "react";
import type { Schemas } from "../api/client.ts";
import { t } from "../texts.ts";

export type Tone = "muted" | "held" | "way" | "paid" | "back" | "accent";

const TONES: Record<Tone, string> = {
  muted: "bg-sunken text-muted",
  held: "bg-held-soft text-held",
  way: "bg-way-soft text-way",
  paid: "bg-paid-soft text-paid",
  back: "bg-back-soft text-back",
  accent: "bg-accent-soft text-accent",
};

export function Badge({ tone, children }: { tone: Tone; children: ReactNode }) {
  return (
    <span
      className={`inline-flex items-center gap-1.5 rounded-full px-2.5 py-0.5 text-13 font-medium whitespace-nowrap ${TONES[tone]}`}
    >
      {children}
    </span>
  );
}

type Status = Schemas["Withdrawal"]["status"];

const STATUS_TONES: Record<Status, Tone> = {
  PENDING: "held",
  APPROVED: "way",
  COMPLETED: "paid",
  REJECTED: "back",
  FAILED: "back",
  CANCELED: "muted",
};

interface StatusBadgeProps {
  status: Status;
  /** Without it: the words for the person whose money it is. */
  words?: Record<Status, string>;
}

/** The state of a withdrawal, in words about its money. */
export function StatusBadge({ status, words = t.withdrawal.status }: StatusBadgeProps) {
  return (
    <Badge tone={STATUS_TONES[status]}>
      <span aria-hidden="true" className="size-1.5 rounded-full bg-current" />
      {words[status]}
    </Badge>
  );
}
