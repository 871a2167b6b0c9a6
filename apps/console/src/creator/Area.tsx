import { useLive } from "../live/live.ts";
import { Shell } from "../shell/Shell.tsx";

export function Area() {
  useLive();
  return <Shell area="creator" />;
}
