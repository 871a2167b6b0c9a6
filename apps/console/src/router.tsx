import { createRootRoute, createRoute, createRouter, Outlet, useNavigate } from "@tanstack/react-router";
import { useEffect } from "react";
import { queueSearch } from "./admin/queue/search.ts";
import { SignIn } from "./auth/SignIn.tsx";
import { type Role, useIdentity } from "./auth/session.ts";
import { Button } from "./components/Button.tsx";
import { lazyRouteComponent } from "./components/part.tsx";
import { HOME } from "./shell/areas.ts";
import { mustLoad } from "./shell/build.ts";
import { Gate, Lost, NotFound } from "./shell/Gate.tsx";
import { loadTexts } from "./texts/chosen.ts";
import { t } from "./texts.ts";

const root = createRootRoute({
  component: () => (
    <>
      <Outlet />
      <div id="announcer" role="status" aria-live="polite" className="sr-only" />
    </>
  ),
  notFoundComponent: NotFound,
});

/** Sign-in, or the person's own area. */
function Door() {
  const navigate = useNavigate();
  const role = useIdentity()?.roles[0];
  useEffect(() => {
    if (role !== undefined) void navigate({ to: HOME[role], replace: true });
  }, [role, navigate]);
  return role === undefined ? <SignIn onSignedIn={(persona) => navigate({ to: HOME[persona] })} /> : null;
}

const door = createRoute({ getParentRoute: () => root, path: "/", component: Door });
const signedIn = createRoute({ getParentRoute: () => root, path: "/signed-in", component: Door });
const paid = createRoute({
  getParentRoute: () => root,
  path: "/paid",
  component: lazyRouteComponent(() => import("./viewer/PaidPage.tsx"), "PaidPage"),
});

/** Each area is its own chunk: a viewer never loads the admins' code. */
function area<const R extends Role>(role: R, load: () => Promise<{ Area: () => React.ReactNode }>) {
  const Area = lazyRouteComponent(load, "Area");
  return createRoute({
    getParentRoute: () => root,
    id: role,
    component: () => (
      <Gate role={role}>
        <Area />
      </Gate>
    ),
  });
}

const viewer = area("viewer", () => import("./viewer/Area.tsx"));
const creator = area("creator", () => import("./creator/Area.tsx"));
const admin = area("admin", () => import("./admin/Area.tsx"));

/** Pages that people of every role have. */
const person = createRoute({
  getParentRoute: () => root,
  id: "person",
  component: lazyRouteComponent(() => import("./inbox/Area.tsx"), "Area"),
});

const text = (value: unknown): string | undefined =>
  typeof value === "string" && value !== "" ? value : typeof value === "number" ? String(value) : undefined;

/** "2026-12-04"; nothing else is a day of an address. */
const day = (value: unknown): string | undefined =>
  typeof value === "string" && /^20\d\d-\d\d-\d\d$/.test(value) ? value : undefined;

const personPages = [
  createRoute({
    getParentRoute: () => person,
    path: "/inbox",
    validateSearch: (search) => ({ status: text(search.status) }),
    component: lazyRouteComponent(() => import("./inbox/InboxPage.tsx"), "InboxPage"),
  }),
  createRoute({
    getParentRoute: () => person,
    path: "/inbox/preferences",
    component: lazyRouteComponent(() => import("./inbox/PreferencesPage.tsx"), "PreferencesPage"),
  }),
  createRoute({
    getParentRoute: () => person,
    path: "/statement",
    validateSearch: (search) => ({
      from: text(search.from),
      to: text(search.to),
      asset: text(search.asset),
    }),
    component: lazyRouteComponent(() => import("./statement/StatementPage.tsx"), "StatementPage"),
  }),
];

const viewerPages = [
  createRoute({
    getParentRoute: () => viewer,
    path: "/streams",
    component: lazyRouteComponent(() => import("./viewer/StreamsPage.tsx"), "StreamsPage"),
  }),
  createRoute({
    getParentRoute: () => viewer,
    path: "/watch/$streamId",
    component: lazyRouteComponent(() => import("./viewer/WatchPage.tsx"), "WatchPage"),
  }),
  createRoute({
    getParentRoute: () => viewer,
    path: "/money",
    validateSearch: (search): { days?: number } =>
      typeof search.days === "number" ? { days: search.days } : {},
    component: lazyRouteComponent(() => import("./viewer/MoneyPage.tsx"), "MoneyPage"),
  }),
  createRoute({
    getParentRoute: () => viewer,
    path: "/receipts",
    component: lazyRouteComponent(() => import("./viewer/ReceiptsPage.tsx"), "ReceiptsPage"),
  }),
  createRoute({
    getParentRoute: () => viewer,
    path: "/cases",
    component: lazyRouteComponent(() => import("./viewer/CasesPage.tsx"), "CasesPage"),
  }),
  createRoute({
    getParentRoute: () => viewer,
    path: "/cases/$caseId",
    component: lazyRouteComponent(() => import("./viewer/CasePage.tsx"), "CasePage"),
  }),
];

const creatorPages = [
  createRoute({
    getParentRoute: () => creator,
    path: "/dashboard",
    component: lazyRouteComponent(() => import("./creator/HomePage.tsx"), "HomePage"),
  }),
  createRoute({
    getParentRoute: () => creator,
    path: "/finances",
    component: lazyRouteComponent(() => import("./creator/FinancesPage.tsx"), "FinancesPage"),
  }),
  createRoute({
    getParentRoute: () => creator,
    path: "/schedule",
    component: lazyRouteComponent(() => import("./creator/SchedulePage.tsx"), "SchedulePage"),
  }),
  createRoute({
    getParentRoute: () => creator,
    path: "/ledger",
    validateSearch: (search) => ({
      type: text(search.type),
      stream: text(search.stream),
      time: text(search.time),
      from: day(search.from),
      to: day(search.to),
    }),
    component: lazyRouteComponent(() => import("./creator/LedgerPage.tsx"), "LedgerPage"),
  }),
];

/** A page of admins other than the queue: its texts come before its code, which may use them at once. */
const adminPage = <Name extends string>(
  load: () => Promise<Record<Name, () => React.ReactNode>>,
  name: Name,
) =>
  lazyRouteComponent(async () => {
    await loadTexts("admin-pages");
    return load();
  }, name);

const adminPages = [
  createRoute({
    getParentRoute: () => admin,
    path: "/admin",
    validateSearch: queueSearch,
    component: lazyRouteComponent(() => import("./admin/QueuePage.tsx"), "QueuePage"),
  }),
  createRoute({
    getParentRoute: () => admin,
    path: "/admin/overview",
    component: adminPage(() => import("./admin/OverviewPage.tsx"), "OverviewPage"),
  }),
  createRoute({
    getParentRoute: () => admin,
    path: "/admin/withdrawals",
    validateSearch: (search) => ({ status: text(search.status), creator: text(search.creator) }),
    component: adminPage(() => import("./admin/ProcessedPage.tsx"), "ProcessedPage"),
  }),
  createRoute({
    getParentRoute: () => admin,
    path: "/admin/withdrawals/$withdrawalId",
    component: adminPage(() => import("./admin/WithdrawalPage.tsx"), "WithdrawalPage"),
  }),
  createRoute({
    getParentRoute: () => admin,
    path: "/admin/review",
    component: adminPage(() => import("./admin/ReviewPage.tsx"), "ReviewPage"),
  }),
  createRoute({
    getParentRoute: () => admin,
    path: "/admin/acts",
    component: adminPage(() => import("./admin/ActsPage.tsx"), "ActsPage"),
  }),
  createRoute({
    getParentRoute: () => admin,
    path: "/admin/cases",
    validateSearch: (search) => ({
      status: text(search.status),
      reason: text(search.reason),
      viewer: text(search.viewer),
      stream: text(search.stream),
    }),
    component: adminPage(() => import("./admin/CasesPage.tsx"), "CasesPage"),
  }),
  createRoute({
    getParentRoute: () => admin,
    path: "/admin/cases/$caseId",
    component: adminPage(() => import("./admin/CasePage.tsx"), "CasePage"),
  }),
  createRoute({
    getParentRoute: () => admin,
    path: "/admin/trace/$traceId",
    component: adminPage(() => import("./admin/TracePage.tsx"), "TracePage"),
  }),
  createRoute({
    getParentRoute: () => admin,
    path: "/admin/policies",
    component: adminPage(() => import("./admin/PoliciesPage.tsx"), "PoliciesPage"),
  }),
  createRoute({
    getParentRoute: () => admin,
    path: "/admin/rails",
    component: adminPage(() => import("./admin/RailsPage.tsx"), "RailsPage"),
  }),
  createRoute({
    getParentRoute: () => admin,
    path: "/admin/rates",
    component: adminPage(() => import("./admin/RatesPage.tsx"), "RatesPage"),
  }),
  createRoute({
    getParentRoute: () => admin,
    path: "/admin/adjustments",
    component: adminPage(() => import("./admin/AdjustmentsPage.tsx"), "AdjustmentsPage"),
  }),
  createRoute({
    getParentRoute: () => admin,
    path: "/admin/integrity",
    component: adminPage(() => import("./admin/IntegrityPage.tsx"), "IntegrityPage"),
  }),
  createRoute({
    getParentRoute: () => admin,
    path: "/admin/audit",
    component: adminPage(() => import("./admin/AuditPage.tsx"), "AuditPage"),
  }),
  createRoute({
    getParentRoute: () => admin,
    path: "/admin/webhooks",
    component: adminPage(() => import("./admin/webhooks/WebhooksPage.tsx"), "WebhooksPage"),
  }),
  createRoute({
    getParentRoute: () => admin,
    path: "/admin/webhooks/$endpointId",
    validateSearch: (search) => ({ status: text(search.status) }),
    component: adminPage(() => import("./admin/webhooks/EndpointPage.tsx"), "EndpointPage"),
  }),
  createRoute({
    getParentRoute: () => admin,
    path: "/admin/people/$personId",
    component: adminPage(() => import("./admin/PersonPage.tsx"), "PersonPage"),
  }),
  createRoute({
    getParentRoute: () => admin,
    path: "/admin/search",
    validateSearch: (search) => ({ q: text(search.q) }),
    component: adminPage(() => import("./admin/SearchPage.tsx"), "SearchPage"),
  }),
];

export const router = createRouter({
  routeTree: root.addChildren([
    door,
    signedIn,
    paid,
    person.addChildren(personPages),
    viewer.addChildren(viewerPages),
    creator.addChildren(creatorPages),
    admin.addChildren(adminPages),
  ]),
  defaultPreload: "intent",
  scrollRestoration: true,
  defaultPendingMs: 300,
  defaultErrorComponent: ({ reset }) => (
    <Lost title={t.broken.title} lead={t.broken.lead}>
      <Button kind="primary" onClick={reset}>
        {t.retry}
      </Button>
    </Lost>
  ),
});

/** After a deploy, the next page is the new build's. */
router.subscribe("onBeforeNavigate", ({ fromLocation, toLocation, pathChanged }) => {
  if (fromLocation !== undefined && pathChanged && mustLoad()) location.assign(toLocation.href);
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}
