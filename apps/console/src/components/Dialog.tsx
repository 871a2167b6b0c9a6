import { lazy, Suspense, useState } from "react";
import type { DialogProps } from "./DialogBox.tsx";

const DialogBox = lazy(async () => ({ default: (await import("./DialogBox.tsx")).DialogBox }));

/** A question above the page. Pages come without what it takes to ask; the first question brings it. */
export function Dialog(props: DialogProps) {
  const [asked, setAsked] = useState(false);
  if (props.open && !asked) setAsked(true);
  if (!props.open && !asked) return null;
  return (
    <Suspense fallback={null}>
      <DialogBox {...props} />
    </Suspense>
  );
}
