import type { PayoutFields } from "../api/payouts.ts";
import { Badge } from "../components/Badge.tsx";
import { exactTime } from "../format/time.ts";
import { t } from "../texts.ts";

/** Made by a schedule, sent at once, or locked: what an admin sees before deciding. */
export function PayoutMarks({ of: { scheduled, speed, locked_until: until } }: { of: PayoutFields }) {
  const locked = until && Date.parse(until) > Date.now() ? until : undefined;
  return (
    <>
      {scheduled && <Badge tone="muted">{t.admin.marks.scheduled}</Badge>}
      {speed === "instant" && <Badge tone="accent">{t.admin.marks.instant}</Badge>}
      {locked !== undefined && <Badge tone="held">{t.admin.marks.locked(exactTime(locked))}</Badge>}
    </>
  );
}
