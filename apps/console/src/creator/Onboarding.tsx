import { useMutation } from "@tanstack/react-query";
import { ask } from "../api/payouts.ts";
import { Button } from "../components/Button.tsx";
import { Problem } from "../components/states.tsx";
import { t } from "../texts.ts";

/** The provider's pages open in another window; the page polls the state. */
export function Onboarding({ rail, label }: { rail: string; label: string }) {
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
  return (
    <div className="flex flex-col items-start gap-2">
      <Button
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
