import { useNavigate, useSearch } from "@tanstack/react-router";
import { Button } from "../components/Button.tsx";
import { Lost } from "../shell/Gate.tsx";
import { t } from "../texts.ts";

/** Where Checkout leads back to, in the window beside the stream. Stripe says that it was paid, not this page. */
export function PaidPage() {
  const navigate = useNavigate();
  const paid = "top_up" in (useSearch({ strict: false }) as Record<string, unknown>);
  const words = paid ? t.paid.done : t.paid.left;
  return (
    <Lost title={words.title} lead={words.lead}>
      <Button kind="primary" onClick={() => window.close()}>
        {t.paid.close}
      </Button>
      <Button onClick={() => navigate({ to: "/" })}>{t.paid.home}</Button>
    </Lost>
  );
}
