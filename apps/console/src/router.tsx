import { createRoute, createRouter, useNavigate } from "@tanstack/react-router";
import { useEffect } from "react";
import { SignIn } from "./auth/SignIn.tsx";
import { useIdentity } from "./auth/session.ts";
import { Button } from "./components/Button.tsx";
import { lazyRouteComponent } from "./components/part.tsx";
import { adminPages } from "./routes/admin.tsx";
import { admin, creator, pageWith, person, root, viewer } from "./routes/areas.tsx";
import { day, text } from "./routes/search.ts";
import { HOME } from "./shell/areas.ts";
import { mustLoad } from "./shell/build.ts";
import { Lost } from "./shell/Gate.tsx";
import { t } from "./texts.ts";

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

const personPages = [
  createRoute({
    getParentRoute: () => person,
    path: "/inbox",
    validateSearch: (search) => ({ status: text(search.status) }),
    component: pageWith(["person"], () => import("./inbox/InboxPage.tsx"), "InboxPage"),
  }),
  createRoute({
    getParentRoute: () => person,
    path: "/inbox/preferences",
    component: pageWith(["person"], () => import("./inbox/PreferencesPage.tsx"), "PreferencesPage"),
  }),
  createRoute({
    getParentRoute: () => person,
    path: "/statement",
    validateSearch: (search) => ({
      from: text(search.from),
      to: text(search.to),
      asset: text(search.asset),
    }),
    component: pageWith(["person"], () => import("./statement/StatementPage.tsx"), "StatementPage"),
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
    component: pageWith(["creator-pages"], () => import("./creator/FinancesPage.tsx"), "FinancesPage"),
  }),
  createRoute({
    getParentRoute: () => creator,
    path: "/schedule",
    component: pageWith(["creator-pages"], () => import("./creator/SchedulePage.tsx"), "SchedulePage"),
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
    component: pageWith(["creator-pages"], () => import("./creator/LedgerPage.tsx"), "LedgerPage"),
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
