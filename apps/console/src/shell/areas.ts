import type { Role } from "../auth/session.ts";
import { t } from "../texts.ts";

export const HOME = { viewer: "/streams", creator: "/dashboard", admin: "/admin" } as const satisfies Record<
  Role,
  string
>;

/** The pages of an area, in the order of its navigation. */
export const PAGES = {
  viewer: [
    { to: "/streams", label: t.pages.streams },
    { to: "/receipts", label: t.pages.receipts },
  ],
  creator: [
    { to: "/dashboard", label: t.pages.dashboard },
    { to: "/finances", label: t.pages.finances },
    { to: "/schedule", label: t.pages.schedule },
    { to: "/ledger", label: t.pages.ledger },
  ],
  admin: [
    { to: "/admin", label: t.pages.queue },
    { to: "/admin/withdrawals", label: t.pages.processed },
    { to: "/admin/review", label: t.pages.review },
    { to: "/admin/acts", label: t.pages.acts },
    { to: "/admin/rates", label: t.pages.rates },
    { to: "/admin/policies", label: t.pages.policies },
    { to: "/admin/rails", label: t.pages.rails },
    { to: "/admin/adjustments", label: t.pages.adjustments },
    { to: "/admin/integrity", label: t.pages.integrity },
    { to: "/admin/webhooks", label: t.pages.webhooks },
    { to: "/admin/audit", label: t.pages.audit },
    { to: "/admin/search", label: t.pages.search },
  ],
} as const satisfies Record<Role, readonly { to: string; label: string }[]>;
