import { Link } from "@tanstack/react-router";
import { shortened } from "../components/ShortId.tsx";
import { t } from "../texts.ts";

/** Withdrawals, payout attempts and transfers have a trail. */
const TRACED = /^(wdr|pay|trf)_/;

/** The way from a record to the minutes that earned its money. */
export function TrailLink({ id, className }: { id: string; className: string }) {
  if (!TRACED.test(id)) return null;
  return (
    <Link
      to="/admin/trace/$traceId"
      params={{ traceId: id }}
      aria-label={t.search.trailOf(shortened(id))}
      className={className}
    >
      {t.search.trail}
    </Link>
  );
}
