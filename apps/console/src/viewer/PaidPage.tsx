import { useNavigate, useSearch } from "@tanstack/react-router";
import { useState } from "react";
import { Button } from "../components/Button.tsx";
import { Lost } from "../shell/Gate.tsx";
import { t } from "../texts.ts";

const CLOSES_WITHIN_MS = 300;

/** Where Checkout leads back to, in the window beside the stream. Stripe says that it was paid, not this page. */
export function PaidPage() {
  const navigate = useNavigate();
  const paid = "top_up" in (useSearch({ strict: false }) as Record<string, unknown>);
  const words = paid ? t.paid.done : t.paid.left;
  const [kept, setKept] = useState(false);
  // A browser that did not open it by this page's hand keeps it.
  const close = () => {
    window.close();
    setTimeout(() => setKept(true), CLOSES_WITHIN_MS);
  };
  return (
    <Lost title={words.title} lead={words.lead}>
      <Button kind="primary" onClick={close}>
        {t.paid.close}
      </Button>
      <Button onClick={() => navigate({ to: "/" })}>{t.paid.home}</Button>
      {kept && (
        <p role="status" className="basis-full text-muted">
          {t.paid.kept}
        </p>
      )}
    </Lost>
  );
}
