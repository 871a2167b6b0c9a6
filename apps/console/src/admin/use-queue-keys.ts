import { useLayoutEffect, useState } from "react";
import type { Decision } from "./DecisionDialog.tsx";
import type { Withdrawal } from "./queries.ts";

const isTyping = (target: EventTarget | null) =>
  target instanceof HTMLElement &&
  (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));

const OFF = "metercast.queue-keys-off";

/**
 * Whether single keys decide. People who use voice input turn them off: a spoken word must not approve
 * anything (WCAG 2.1.4).
 */
export function useKeysSwitch() {
  const [on, setOn] = useState(() => localStorage.getItem(OFF) === null);
  const turn = (next: boolean) => {
    if (next) localStorage.removeItem(OFF);
    else localStorage.setItem(OFF, "yes");
    setOn(next);
  };
  return [on, turn] as const;
}

/** J and K move, A approves, R rejects; not while a field has focus or a dialog is open. */
export function useQueueKeys(waiting: Withdrawal[], off: boolean, decide: (decision: Decision) => void) {
  const [currentId, setCurrent] = useState<string>();
  const found = waiting.findIndex(({ id }) => id === currentId);
  const at = Math.max(0, found);
  const current = waiting[at];
  // A layout effect, so that keys work as soon as the rows are visible.
  useLayoutEffect(() => {
    if (off) return;
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
  }, [waiting, at, current, off, decide]);
  return { current, setCurrent };
}
