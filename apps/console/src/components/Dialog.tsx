import { lazy, Suspense, useState } from "react";
import type { DialogProps } from "./DialogBox.tsx";

const DialogBox = lazy(async () => ({ default: (await import("./DialogBox.tsx")).DialogBox }));

/** A modal dialog; its code loads with the first one. */
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
