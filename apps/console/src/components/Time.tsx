import { useEffect, useState } from "react";
import { exactTime, relativeTime } from "../format/time.ts";

/** The present time, refreshed at an interval. */
export function useNow(everyMs: number): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), everyMs);
    return () => clearInterval(timer);
  }, [everyMs]);
  return now;
}

/** "3 min. ago"; the exact time on hover. */
export function Ago({ at, className = "" }: { at: string; className?: string }) {
  const now = useNow(15_000);
  return (
    <time dateTime={at} title={exactTime(at)} className={`whitespace-nowrap ${className}`}>
      {/* On paper the title stands here (styles.css): "3 min. ago" would be untrue there. */}
      <span className="print:hidden">{relativeTime(at, now)}</span>
    </time>
  );
}
