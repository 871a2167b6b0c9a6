import { type ComponentType, type ReactNode, Suspense, useEffect, useState } from "react";
import type { DialogProps } from "./DialogBox.tsx";
import { lazy } from "./part.tsx";

const load = () => import("./DialogBox.tsx");
const DialogBox = lazy(async () => ({ default: (await load()).DialogBox }), true);

/** A modal dialog. Its code loads once the page that may open it is quiet, so that it opens at once. */
export function Dialog(props: DialogProps) {
  const [asked, setAsked] = useState(false);
  useEffect(() => whenIdle(load), []);
  if (props.open && !asked) setAsked(true);
  if (!props.open && !asked) return null;
  return (
    <Suspense fallback={null}>
      <DialogBox {...props} />
    </Suspense>
  );
}

const AT_LATEST_MS = 2_000;

/** Loads once the page is quiet. A failure is no matter here: opening it tries again and says so. */
export function whenIdle(load: () => Promise<unknown>): () => void {
  const start = () => void load().catch(() => undefined);
  if (typeof requestIdleCallback === "undefined") {
    const timer = setTimeout(start, AT_LATEST_MS / 2);
    return () => clearTimeout(timer);
  }
  const idle = requestIdleCallback(start, { timeout: AT_LATEST_MS });
  return () => cancelIdleCallback(idle);
}

/** A dialog of the page whose own code comes as late as the dialog's: shown from its first opening on. */
export function lateDialog<P extends object>(
  loadIt: () => Promise<ComponentType<P>>,
  isOpen: (props: P) => boolean,
): (props: P) => ReactNode {
  const Late = lazy(async () => ({ default: await loadIt() }), true);
  return function LateDialog(props: P) {
    const [asked, setAsked] = useState(false);
    useEffect(() => whenIdle(() => Promise.all([load(), Late.preload()])), []);
    const open = isOpen(props);
    if (open && !asked) setAsked(true);
    if (!open && !asked) return null;
    return (
      <Suspense fallback={null}>
        <Late {...props} />
      </Suspense>
    );
  };
}
