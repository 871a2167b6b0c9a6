import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { api, take } from "../api/client.ts";
import { Button } from "../components/Button.tsx";
import { Confirm } from "../components/ConfirmForm.tsx";
import { useDraft } from "../components/draft.ts";
import { TextArea } from "../components/Field.tsx";
import { announce } from "../shell/announce.ts";
import { adminPayouts } from "../texts/admin-payouts.ts";
import { t } from "../texts.ts";
import { creatorQuery } from "./queries.ts";

const texts = adminPayouts.pause;

/** Pauses and resumes the payouts of one creator, with the reason. */
export function PausePayouts({ creatorId, name }: { creatorId: string; name: string }) {
  const { data: record } = useQuery(creatorQuery(creatorId));
  const [asking, setAsking] = useState(false);
  const [reason, setReason] = useDraft(`pause.${creatorId}`);
  const [missing, setMissing] = useState(false);
  const field = useRef<HTMLTextAreaElement>(null);
  const paused = record?.payouts_paused?.by === "admin";
  const close = () => {
    setAsking(false);
    setReason("");
    setMissing(false);
  };
  const turn = useTurn(creatorId, close);
  if (!record?.withdrawals) return null;
  const confirm = () => {
    if (reason.trim() !== "") return turn.mutate({ pause: !paused, reason: reason.trim() });
    setMissing(true);
    field.current?.focus();
  };
  return (
    <div className="mt-3 flex flex-col items-start gap-2">
      {paused && record.payouts_paused?.reason && (
        <q className="break-words text-held">{record.payouts_paused.reason}</q>
      )}
      <Button size="s" kind={paused ? "secondary" : "danger"} onClick={() => setAsking(true)}>
        {paused ? texts.resume : texts.pause}
      </Button>
      <Confirm
        open={asking}
        onClose={close}
        title={paused ? texts.resumeTitle(name) : texts.pauseTitle(name)}
        consequence={paused ? texts.resumeHint : texts.pauseHint}
        action={paused ? texts.doResume : texts.doPause}
        back={t.back}
        danger={!paused}
        mutation={turn}
        onConfirm={confirm}
      >
        <TextArea
          ref={field}
          label={texts.reason}
          maxLength={500}
          value={reason}
          error={missing && reason.trim() === "" ? adminPayouts.policies.reasonNeeded : undefined}
          onChange={(event) => setReason(event.target.value)}
        />
      </Confirm>
    </div>
  );
}

function useTurn(creatorId: string, onDone: () => void) {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: ({ pause, reason }: { pause: boolean; reason: string }) => {
      const options = { params: { path: { id: creatorId } }, body: { reason } };
      return take(
        pause
          ? api.post("/api/admin/creators/{id}/payouts/pause", options)
          : api.post("/api/admin/creators/{id}/payouts/resume", options),
      );
    },
    onSuccess: async (_, { pause }) => {
      announce(pause ? texts.isPaused : texts.isResumed);
      onDone();
      await Promise.all(["creator", "person"].map((name) => cache.invalidateQueries({ queryKey: [name] })));
    },
  });
}
