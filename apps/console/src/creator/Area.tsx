import { useLive } from "../live/live.ts";
import { Shell } from "../shell/Shell.tsx";

export function Area() {
  useLive("person");
  return <Shell area="creator" />;
}
