import { createRoute } from "@tanstack/react-router";
import { queueSearch } from "../admin/queue/address.ts";
import { lazyRouteComponent } from "../components/part.tsx";
import { admin, pageWith } from "./areas.tsx";
import { text } from "./search.ts";

/** A page other than the queue. */
const adminPage = <Name extends string>(
  load: () => Promise<Record<Name, () => React.ReactNode>>,
  name: Name,
) => pageWith(["admin-pages", "search"], load, name);

export const adminPages = [
  createRoute({
    getParentRoute: () => admin,
    path: "/admin",
    validateSearch: queueSearch,
    component: lazyRouteComponent(() => import("../admin/QueuePage.tsx"), "QueuePage"),
  }),
  createRoute({
    getParentRoute: () => admin,
    path: "/admin/overview",
    component: adminPage(() => import("../admin/OverviewPage.tsx"), "OverviewPage"),
  }),
  createRoute({
    getParentRoute: () => admin,
    path: "/admin/withdrawals",
    validateSearch: (search) => ({ status: text(search.status), creator: text(search.creator) }),
    component: adminPage(() => import("../admin/ProcessedPage.tsx"), "ProcessedPage"),
  }),
  createRoute({
    getParentRoute: () => admin,
    path: "/admin/withdrawals/$withdrawalId",
    component: adminPage(() => import("../admin/WithdrawalPage.tsx"), "WithdrawalPage"),
  }),
  createRoute({
    getParentRoute: () => admin,
    path: "/admin/review",
    component: adminPage(() => import("../admin/ReviewPage.tsx"), "ReviewPage"),
  }),
  createRoute({
    getParentRoute: () => admin,
    path: "/admin/acts",
    component: adminPage(() => import("../admin/ActsPage.tsx"), "ActsPage"),
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
    component: adminPage(() => import("../admin/CasesPage.tsx"), "CasesPage"),
  }),
  createRoute({
    getParentRoute: () => admin,
    path: "/admin/cases/$caseId",
    component: adminPage(() => import("../admin/CasePage.tsx"), "CasePage"),
  }),
  createRoute({
    getParentRoute: () => admin,
    path: "/admin/trace/$traceId",
    component: adminPage(() => import("../admin/TracePage.tsx"), "TracePage"),
  }),
  createRoute({
    getParentRoute: () => admin,
    path: "/admin/policies",
    component: adminPage(() => import("../admin/PoliciesPage.tsx"), "PoliciesPage"),
  }),
  createRoute({
    getParentRoute: () => admin,
    path: "/admin/rails",
    component: adminPage(() => import("../admin/RailsPage.tsx"), "RailsPage"),
  }),
  createRoute({
    getParentRoute: () => admin,
    path: "/admin/rates",
    component: adminPage(() => import("../admin/RatesPage.tsx"), "RatesPage"),
  }),
  createRoute({
    getParentRoute: () => admin,
    path: "/admin/adjustments",
    component: adminPage(() => import("../admin/AdjustmentsPage.tsx"), "AdjustmentsPage"),
  }),
  createRoute({
    getParentRoute: () => admin,
    path: "/admin/integrity",
    component: adminPage(() => import("../admin/IntegrityPage.tsx"), "IntegrityPage"),
  }),
  createRoute({
    getParentRoute: () => admin,
    path: "/admin/audit",
    component: adminPage(() => import("../admin/AuditPage.tsx"), "AuditPage"),
  }),
  createRoute({
    getParentRoute: () => admin,
    path: "/admin/webhooks",
    component: adminPage(() => import("../admin/webhooks/WebhooksPage.tsx"), "WebhooksPage"),
  }),
  createRoute({
    getParentRoute: () => admin,
    path: "/admin/webhooks/$endpointId",
    validateSearch: (search) => ({ status: text(search.status) }),
    component: adminPage(() => import("../admin/webhooks/EndpointPage.tsx"), "EndpointPage"),
  }),
  createRoute({
    getParentRoute: () => admin,
    path: "/admin/people/$personId",
    component: adminPage(() => import("../admin/PersonPage.tsx"), "PersonPage"),
  }),
  createRoute({
    getParentRoute: () => admin,
    path: "/admin/search",
    validateSearch: (search) => ({ q: text(search.q) }),
    component: adminPage(() => import("../admin/SearchPage.tsx"), "SearchPage"),
  }),
];
