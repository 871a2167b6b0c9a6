import { useEffect, useRef } from "react";
import { useNow } from "../components/Time.tsx";
import { durationText } from "../format/time.ts";
import { lastHeardAt, useLiveStatus } from "../live/live.ts";
import { t } from "../texts.ts";
import { announce } from "./announce.ts";

/** Short interruptions are not shown. */
const WORTH_SAYING_MS = 2_000;

/** A thin line while the live connection is lost, with the age of the data. */
export function LiveLine() {
  const status = useLiveStatus();
  if (status === "reconnecting") return <Reconnecting />;
  if (status !== "stopped") return null;
  return (
    <section aria-label={t.live.title} className={LINE}>
      <p role="alert">{t.live.stopped}</p>
    </section>
  );
}

const LINE = "bg-held-soft px-4 py-1 text-center text-13 text-held";

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
