import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  useNavigate,
} from "@tanstack/react-router";
import { useEffect } from "react";
import { SignIn } from "./auth/SignIn.tsx";
import { type Role, useIdentity } from "./auth/session.ts";
import { Button } from "./components/Button.tsx";
import { HOME } from "./shell/areas.ts";
import { Gate, Lost, NotFound } from "./shell/Gate.tsx";
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
    path: "/receipts",
    component: lazyRouteComponent(() => import("./viewer/ReceiptsPage.tsx"), "ReceiptsPage"),
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
    }),
    component: lazyRouteComponent(() => import("./creator/LedgerPage.tsx"), "LedgerPage"),
  }),
];

const adminPages = [
  createRoute({
    getParentRoute: () => admin,
    path: "/admin",
    component: lazyRouteComponent(() => import("./admin/QueuePage.tsx"), "QueuePage"),
  }),
  createRoute({
    getParentRoute: () => admin,
    path: "/admin/withdrawals",
    validateSearch: (search) => ({ status: text(search.status), creator: text(search.creator) }),
    component: lazyRouteComponent(() => import("./admin/ProcessedPage.tsx"), "ProcessedPage"),
  }),
  createRoute({
    getParentRoute: () => admin,
    path: "/admin/withdrawals/$withdrawalId",
    component: lazyRouteComponent(() => import("./admin/WithdrawalPage.tsx"), "WithdrawalPage"),
  }),
  createRoute({
    getParentRoute: () => admin,
    path: "/admin/review",
    component: lazyRouteComponent(() => import("./admin/ReviewPage.tsx"), "ReviewPage"),
  }),
  createRoute({
    getParentRoute: () => admin,
    path: "/admin/acts",
    component: lazyRouteComponent(() => import("./admin/ActsPage.tsx"), "ActsPage"),
  }),
  createRoute({
    getParentRoute: () => admin,
    path: "/admin/trace/$traceId",
    component: lazyRouteComponent(() => import("./admin/TracePage.tsx"), "TracePage"),
  }),
  createRoute({
    getParentRoute: () => admin,
    path: "/admin/policies",
    component: lazyRouteComponent(() => import("./admin/PoliciesPage.tsx"), "PoliciesPage"),
  }),
  createRoute({
    getParentRoute: () => admin,
    path: "/admin/rails",
    component: lazyRouteComponent(() => import("./admin/RailsPage.tsx"), "RailsPage"),
  }),
  createRoute({
    getParentRoute: () => admin,
    path: "/admin/rates",
    component: lazyRouteComponent(() => import("./admin/RatesPage.tsx"), "RatesPage"),
  }),
  createRoute({
    getParentRoute: () => admin,
    path: "/admin/adjustments",
    component: lazyRouteComponent(() => import("./admin/AdjustmentsPage.tsx"), "AdjustmentsPage"),
  }),
  createRoute({
    getParentRoute: () => admin,
    path: "/admin/integrity",
    component: lazyRouteComponent(() => import("./admin/IntegrityPage.tsx"), "IntegrityPage"),
  }),
  createRoute({
    getParentRoute: () => admin,
    path: "/admin/audit",
    component: lazyRouteComponent(() => import("./admin/AuditPage.tsx"), "AuditPage"),
  }),
  createRoute({
    getParentRoute: () => admin,
    path: "/admin/webhooks",
    component: lazyRouteComponent(() => import("./admin/webhooks/WebhooksPage.tsx"), "WebhooksPage"),
  }),
  createRoute({
    getParentRoute: () => admin,
    path: "/admin/webhooks/$endpointId",
    validateSearch: (search) => ({ status: text(search.status) }),
    component: lazyRouteComponent(() => import("./admin/webhooks/EndpointPage.tsx"), "EndpointPage"),
  }),
  createRoute({
    getParentRoute: () => admin,
    path: "/admin/search",
    validateSearch: (search) => ({ q: text(search.q) }),
    component: lazyRouteComponent(() => import("./admin/SearchPage.tsx"), "SearchPage"),
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

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}
