import { useEffect, useLayoutEffect, useRef, useState } from "react";

const isTyping = (target: EventTarget | null) =>
  target instanceof HTMLElement &&
  (target.isContentEditable ||
    /^(TEXTAREA|SELECT)$/.test(target.tagName) ||
    (target instanceof HTMLInputElement && target.type !== "checkbox"));

/** Space and Enter belong to a button that has the focus. */
const isControl = (target: EventTarget | null) =>
  target instanceof HTMLElement && target.closest("a, button, input, label") !== null;

/** Elsewhere the browser selects the page's text. */
const isInQueue = (target: EventTarget | null) =>
  target instanceof HTMLElement && target.closest("[data-queue]") !== null;

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

export interface QueueKeys {
  move: (by: 1 | -1, extend: boolean) => void;
  select: (extend: boolean) => void;
  selectAll: () => void;
  decide: (action: "approve" | "reject") => void;
  open: () => void;
  undo: () => void;
  clear: () => void;
}

/** What each key does, or undefined if it is none of the queue's. */
function meaning(event: KeyboardEvent, keys: QueueKeys): (() => void) | undefined {
  const { shiftKey: shift, target } = event;
  const key = event.key.toLowerCase();
  if (event.altKey) return undefined;
  if (event.ctrlKey || event.metaKey) return key === "a" && isInQueue(target) ? keys.selectAll : undefined;
  if (key === "j" || key === "arrowdown") return () => keys.move(1, shift);
  if (key === "k" || key === "arrowup") return () => keys.move(-1, shift);
  if (key === "a") return () => keys.decide("approve");
  if (key === "r") return () => keys.decide("reject");
  if (key === "u") return keys.undo;
  if (key === "escape") return keys.clear;
  if (isControl(target)) return undefined;
  if (key === " ") return () => keys.select(shift);
  return key === "enter" ? keys.open : undefined;
}

/** The keys work on the whole page, not while a field has the focus or a dialog is open. */
export function useQueueKeys(keys: QueueKeys, off: boolean): void {
  const now = useRef(keys);
  useEffect(() => {
    now.current = keys;
  });
  // A layout effect, so that keys work as soon as the rows are visible.
  useLayoutEffect(() => {
    if (off) return;
    const onKey = (event: KeyboardEvent) => {
      if (isTyping(event.target)) return;
      const act = meaning(event, now.current);
      if (!act) return;
      event.preventDefault();
      act();
    };
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  }, [off]);
}
