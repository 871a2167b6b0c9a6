import type { Role } from "../auth/session.ts";
import { cases } from "../texts/cases.ts";
import { t } from "../texts.ts";

export const HOME = { viewer: "/streams", creator: "/dashboard", admin: "/admin" } as const satisfies Record<
  Role,
  string
>;

export type PageGroup = "overview" | "queue" | "people" | "cases" | "money" | "rules" | "records";

export interface AreaPage {
  to: string;
  label: () => string;
  /** Pages of one group stand together; without it a page stands for itself. */
  group?: PageGroup;
}

/** The pages of an area, in the order of its navigation. */
export const PAGES = {
  viewer: [
    { to: "/streams", label: () => t.pages.streams },
    { to: "/money", label: () => t.pages.money },
    { to: "/receipts", label: () => t.pages.receipts },
    { to: "/cases", label: () => cases.pages.viewer },
    { to: "/statement", label: () => t.pages.statement },
  ],
  creator: [
    { to: "/dashboard", label: () => t.pages.dashboard },
    { to: "/finances", label: () => t.pages.finances },
    { to: "/schedule", label: () => t.pages.schedule },
    { to: "/ledger", label: () => t.pages.ledger },
    { to: "/statement", label: () => t.pages.statement },
  ],
  admin: [
    { to: "/admin", label: () => t.pages.queue, group: "queue" },
    { to: "/admin/overview", label: () => t.pages.overview, group: "overview" },
    { to: "/admin/review", label: () => t.pages.review, group: "queue" },
    { to: "/admin/acts", label: () => t.pages.acts, group: "queue" },
    { to: "/admin/withdrawals", label: () => t.pages.processed, group: "queue" },
    { to: "/admin/search", label: () => t.pages.search, group: "people" },
    { to: "/admin/cases", label: () => cases.pages.admin, group: "cases" },
    { to: "/admin/adjustments", label: () => t.pages.adjustments, group: "money" },
    { to: "/admin/integrity", label: () => t.pages.integrity, group: "money" },
    { to: "/admin/rails", label: () => t.pages.rails, group: "money" },
    { to: "/admin/rates", label: () => t.pages.rates, group: "rules" },
    { to: "/admin/policies", label: () => t.pages.policies, group: "rules" },
    { to: "/admin/audit", label: () => t.pages.audit, group: "records" },
    { to: "/admin/webhooks", label: () => t.pages.webhooks, group: "records" },
  ],
} as const satisfies Record<Role, readonly AreaPage[]>;

/** Pages that no entry of the navigation leads to, and the entry that they belong to. */
const BELONGS: Record<string, string> = {
  "/admin/people": "/admin/search",
  "/admin/trace": "/admin/withdrawals",
};

/** The page of the navigation that an address belongs to. */
export function pageOf(area: Role, pathname: string): AreaPage | undefined {
  const place = Object.entries(BELONGS).find(([path]) => isBelow(pathname, path))?.[1] ?? pathname;
  return [...PAGES[area]]
    .filter(({ to }) => isBelow(place, to))
    .sort((one, other) => other.to.length - one.to.length)[0];
}

const isBelow = (pathname: string, path: string): boolean =>
  pathname === path || pathname.startsWith(`${path}/`);

/** The area of an address, as far as its first word says. Its texts are there before its code. */
export function areaOf(pathname: string): Role {
  const first = `/${pathname.split("/")[1] ?? ""}`;
  if (first === HOME.admin) return "admin";
  return PAGES.creator.some(({ to }) => to === first) ? "creator" : "viewer";
}
