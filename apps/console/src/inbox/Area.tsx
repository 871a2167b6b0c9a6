import { SignIn } from "../auth/SignIn.tsx";
import { type Role, useIdentity } from "../auth/session.ts";
import { useLive } from "../live/live.ts";
import { lastArea } from "../shell/last-area.ts";
import { Shell } from "../shell/Shell.tsx";

/** Pages of every role, within the area that the person came from. */
export function Area() {
  const who = useIdentity();
  const area = who && lastArea(who.roles);
  return area === undefined ? <SignIn /> : <InArea area={area} />;
}

function InArea({ area }: { area: Role }) {
  useLive(area === "admin" ? "admin" : "person");
  return <Shell area={area} />;
}
