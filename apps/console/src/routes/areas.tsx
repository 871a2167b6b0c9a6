import { createRootRoute, createRoute, Outlet } from "@tanstack/react-router";
import type { Role } from "../auth/session.ts";
import { lazyRouteComponent } from "../components/part.tsx";
import { Gate, NotFound } from "../shell/Gate.tsx";
import type { Audience } from "../texts/audiences.ts";
import { loadTexts } from "../texts/chosen.ts";

export const root = createRootRoute({
  component: () => (
    <>
      <Outlet />
      <div id="announcer" role="status" aria-live="polite" className="sr-only" />
    </>
  ),
  notFoundComponent: NotFound,
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

export const viewer = area("viewer", () => import("../viewer/Area.tsx"));
export const creator = area("creator", () => import("../creator/Area.tsx"));
export const admin = area("admin", () => import("../admin/Area.tsx"));

/** Pages that people of every role have. */
export const person = createRoute({
  getParentRoute: () => root,
  id: "person",
  component: lazyRouteComponent(() => import("../inbox/Area.tsx"), "Area"),
});

/** A page that is the first of no area: its texts come before its code, which may use them at once. */
export const pageWith = <Name extends string>(
  audiences: readonly Audience[],
  load: () => Promise<Record<Name, () => React.ReactNode>>,
  name: Name,
) =>
  lazyRouteComponent(async () => {
    await loadTexts(...audiences);
    return load();
  }, name);
