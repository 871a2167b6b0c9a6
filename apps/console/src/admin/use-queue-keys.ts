import { useEffect, useState } from "react";
import type { Decision } from "./QueuePage.tsx";
import type { Withdrawal } from "./queries.ts";

const isTyping = (target: EventTarget | null) =>
  target instanceof HTMLElement &&
  (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));

/** J and K move, A approves, R refuses; not while something is typed or a dialog asks. */
export function useQueueKeys(waiting: Withdrawal[], busy: boolean, decide: (decision: Decision) => void) {
  const [currentId, setCurrent] = useState<string>();
  const found = waiting.findIndex(({ id }) => id === currentId);
  const at = Math.max(0, found);
  const current = waiting[at];
  useEffect(() => {
    if (busy) return;
    const onKey = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
      const key = event.key.toLowerCase();
      if (key === "j" || key === "k") {
        const next = waiting[Math.min(waiting.length - 1, Math.max(0, at + (key === "j" ? 1 : -1)))];
        if (!next) return;
        setCurrent(next.id);
        document.getElementById(`queue-${next.id}`)?.focus();
      }
      if ((key === "a" || key === "r") && current) {
        event.preventDefault();
        decide({ withdrawal: current, action: key === "a" ? "approve" : "reject" });
      }
    };
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  }, [waiting, at, current, busy, decide]);
  return { current, setCurrent };
}
