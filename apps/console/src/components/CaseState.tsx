import type { CaseStatus } from "../api/cases.ts";
import { cases } from "../texts/cases.ts";
import { Badge, type Tone } from "./Badge.tsx";

const TONES: Record<CaseStatus, Tone> = {
  open: "held",
  answered: "way",
  refunded: "paid",
  declined: "back",
  withdrawn: "muted",
};

/** The state of a case in words; `words` of another reader. */
export function CaseState({ status, words }: { status: CaseStatus; words?: Record<CaseStatus, string> }) {
  return (
    <Badge tone={TONES[status]}>
      <span aria-hidden="true" className="size-1.5 rounded-full bg-current" />
      {(words ?? cases.status)[status]}
    </Badge>
  );
}
