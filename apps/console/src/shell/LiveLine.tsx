import { useEffect, useRef } from "react";
import { Button } from "../components/Button.tsx";
import { useNow } from "../components/Time.tsx";
import { durationText } from "../format/time.ts";
import { lastHeardAt, useLiveStatus } from "../live/live.ts";
import { connection } from "../texts/connection.ts";
import { t } from "../texts.ts";
import { announce } from "./announce.ts";
import { useOutdated } from "./build.ts";
import { lastReachedAt, type Reach, useReach } from "./connection.ts";

/** Short interruptions of the event stream are not shown. */
const WORTH_SAYING_MS = 2_000;

const LINE = "bg-held-soft px-4 py-1 text-center text-13 text-held print:hidden";

/**
 * A thin line while the page can't reach the gateway or its event stream is lost, with the age of what is
 * shown; or that a newer build waits.
 */
export function LiveLine() {
  const status = useLiveStatus();
  const reach = useReach();
  const outdated = useOutdated();
  if (reach !== "ok") return <Unreachable reach={reach} />;
  if (status === "reconnecting") return <Reconnecting />;
  if (status === "stopped")
    return (
      <section aria-label={t.live.title} className={LINE}>
        <p role="alert">{t.live.stopped}</p>
      </section>
    );
  return outdated ? <NewBuild /> : null;
}

function Unreachable({ reach }: { reach: Exclude<Reach, "ok"> }) {
  const now = useNow(1_000);
  useEffect(() => announce(connection.lost(connection[reach])), [reach]);
  useEffect(() => () => announce(connection.back), []);
  const age = (now - Math.max(lastHeardAt() ?? 0, lastReachedAt())) / 1_000;
  return (
    <section aria-label={connection.title} className={LINE} data-testid="offline">
      {connection[reach]} · {connection.age(durationText(age))}
    </section>
  );
}

function Reconnecting() {
  const now = useNow(1_000);
  const since = useRef(now);
  const said = now - since.current >= WORTH_SAYING_MS;
  useEffect(() => {
    if (!said) return;
    announce(t.live.lost);
    return () => announce(t.live.back);
  }, [said]);
  if (!said) return null;
  const age = (now - (lastHeardAt() ?? since.current)) / 1_000;
  return (
    <section aria-label={t.live.title} className={LINE} data-testid="reconnecting">
      {t.live.reconnecting} · {t.live.age(durationText(age))}
    </section>
  );
}

/** The next page loads it anyway (router.tsx); this is for those who stay. */
function NewBuild() {
  return (
    <section aria-label={connection.title} className={LINE} data-testid="new-build">
      {connection.newBuild}{" "}
      <Button size="s" kind="quiet" onClick={() => location.reload()}>
        {connection.reload}
      </Button>
    </section>
  );
}
