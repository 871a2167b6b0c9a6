import { Suspense } from "react";
import { SignIn } from "../auth/SignIn.tsx";
import { type Role, useIdentity } from "../auth/session.ts";
import { lazy } from "../components/part.tsx";
import { useLive } from "../live/live.ts";
import { lastArea } from "../shell/last-area.ts";
import { Shell } from "../shell/Shell.tsx";

const AdminLive = lazy(async () => ({ default: (await import("../live/admin.ts")).AdminLive }));

/** Pages of every role, within the area that the person came from. */
export function Area() {
  const who = useIdentity();
  const area = who && lastArea(who.roles);
  return area === undefined ? <SignIn /> : <InArea area={area} />;
}

function InArea({ area }: { area: Role }) {
  if (area !== "admin") return <OfPerson area={area} />;
  return (
    <>
      <Suspense fallback={null}>
        <AdminLive />
      </Suspense>
      <Shell area="admin" />
    </>
  );
}

function OfPerson({ area }: { area: Role }) {
  useLive();
  return <Shell area={area} />;
}
