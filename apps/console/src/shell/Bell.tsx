import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { countText } from "../format/money.ts";
import { unreadQuery } from "../inbox/queries.ts";
import { t } from "../texts.ts";

/** More is not counted in the head. */
const MOST = 99;

/** The inbox, with the number of unread notifications. */
export function Bell() {
  const { data: unread = 0 } = useQuery(unreadQuery);
  return (
    <Link
      to="/inbox"
      search={{ status: undefined }}
      aria-label={t.notifications.bell(unread)}
      className="relative flex size-9 shrink-0 items-center justify-center rounded-control text-muted hover:bg-sunken hover:text-ink"
    >
      <svg
        viewBox="0 0 20 20"
        className="size-5 fill-none stroke-current"
        strokeWidth="1.5"
        aria-hidden="true"
      >
        <path
          d="M10 3a4.5 4.5 0 0 0-4.5 4.5c0 4-1.5 5-1.5 6h12c0-1-1.5-2-1.5-6A4.5 4.5 0 0 0 10 3ZM8.5 16.5a1.6 1.6 0 0 0 3 0"
          strokeLinecap="round"
          strokeLinejoin="round"
        />
      </svg>
      {unread > 0 && (
        <span
          aria-hidden="true"
          className="figures absolute -top-0.5 -end-0.5 min-w-4.5 rounded-full bg-solid px-1 text-center text-[0.6875rem] leading-4.5 font-semibold text-on-solid"
        >
          {unread > MOST ? `${countText(MOST)}+` : countText(unread)}
        </span>
      )}
    </Link>
  );
}
