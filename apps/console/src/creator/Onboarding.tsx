import { useMutation } from "@tanstack/react-query";
import { useEffect } from "react";
import { ask } from "../api/payouts.ts";
import { Button } from "../components/Button.tsx";
import { Problem } from "../components/states.tsx";
import { t } from "../texts.ts";

interface OnboardingProps {
  rail: string;
  label: string;
  /** Of the payout method. Where it changes, the person has been at the provider: the hint goes. */
  state: string;
  kind?: "primary" | "secondary";
}

/** The provider's pages open in another window; the page polls the state. */
export function Onboarding({ rail, label, state, kind = "secondary" }: OnboardingProps) {
  const start = useMutation({
    mutationFn: async (beside: Window | null) => {
      try {
        const { url } = await ask<{ url: string }>("post", `/api/payout-methods/${rail}/onboarding`, {
          body: { return_url: `${location.origin}/finances` },
        });
        if (beside) beside.location.href = url;
        else location.assign(url);
      } catch (error) {
        beside?.close();
        throw error;
      }
    },
  });
  const { reset } = start;
  useEffect(reset, [state, reset]);
  // Back from the provider's window, also where nothing has changed there.
  useEffect(() => {
    if (!start.isSuccess) return;
    addEventListener("focus", reset);
    return () => removeEventListener("focus", reset);
  }, [start.isSuccess, reset]);
  return (
    <div className="flex flex-col items-start gap-2">
      <Button
        kind={kind}
        busy={start.isPending}
        onClick={() => {
          const beside = window.open("about:blank", "_blank");
          if (beside) beside.opener = null;
          start.mutate(beside);
        }}
      >
        {label}
      </Button>
      {start.isSuccess && <p className="text-13 text-muted">{t.method.opened}</p>}
      {start.isError && <Problem error={start.error} />}
    </div>
  );
}
