import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useIdentity } from "../auth/session.ts";
import { Button } from "../components/Button.tsx";
import { Problem } from "../components/states.tsx";
import { push as t } from "../texts/push.ts";
import { readPushState, switchPushOff, switchPushOn } from "./push.ts";

/** Switches pushes to this browser on and off. A part of the preferences. */
export function PushSwitch() {
  const userId = useIdentity()?.userId ?? "";
  const queryKey = ["push", userId];
  const client = useQueryClient();
  const state = useQuery({ queryKey, queryFn: readPushState });
  const change = useMutation({
    mutationFn: (on: boolean) => (on ? switchPushOn() : switchPushOff()),
    onSuccess: (next) => client.setQueryData(queryKey, next),
  });
  if (state.error) return <Problem error={state.error} retry={() => state.refetch()} />;
  const now = state.data;
  if (now === undefined) return <p className="text-muted">{t.reading}</p>;
  const canChange = now === "on" || now === "off";
  return (
    <div className="flex flex-col items-start gap-3">
      <p role="status">{t.states[now]}</p>
      {canChange && (
        <Button busy={change.isPending} onClick={() => change.mutate(now === "off")}>
          {now === "on" ? t.switchOff : t.switchOn}
        </Button>
      )}
      {change.error && <Problem error={change.error} />}
    </div>
  );
}
