import { useNavigate, useSearch } from "@tanstack/react-router";
import { useState } from "react";
import { Button } from "../components/Button.tsx";
import { Lost } from "../shell/Gate.tsx";
import { t } from "../texts.ts";

const CLOSES_WITHIN_MS = 300;

/** Checkout's return page, in the other window. Stripe's webhook credits the tokens, not this page. */
export function PaidPage() {
  const navigate = useNavigate();
  const paid = "top_up" in (useSearch({ strict: false }) as Record<string, unknown>);
  const words = paid ? t.paid.done : t.paid.left;
  const [kept, setKept] = useState(false);
  // Browsers close only windows that a script has opened.
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
