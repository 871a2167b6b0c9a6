import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { newKey } from "../api/client.ts";
import { ask } from "../api/payouts.ts";
import { announce } from "../shell/announce.ts";
import { adminPayouts } from "../texts/admin-payouts.ts";

const texts = adminPayouts.policies;

/** An act that waits for a second admin; one that is done already changed the policy. */
const waits = (answer: object): boolean =>
  "needs_second" in answer && "status" in answer && answer.status === "pending";

/** Sets a policy, or asks a second admin for it. `said`: what happened, in words. */
export function useSetPolicy(path: string, onDone: () => void) {
  const cache = useQueryClient();
  const [key, setKey] = useState(newKey);
  const [said, setSaid] = useState<{ text: string; waits: boolean }>();
  const set = useMutation({
    mutationFn: (body: object) => ask<object>("put", path, { body, idempotencyKey: key }),
    onSuccess: async (answer) => {
      const text = waits(answer) ? texts.asked : texts.set;
      setKey(newKey());
      setSaid({ text, waits: waits(answer) });
      announce(text);
      onDone();
      await Promise.all(["policies", "acts"].map((name) => cache.invalidateQueries({ queryKey: [name] })));
    },
  });
  /** Another content is another request. */
  const renew = () => {
    setKey(newKey());
    setSaid(undefined);
  };
  return { set, said, renew };
}
