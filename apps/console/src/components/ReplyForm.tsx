import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { refetchCases } from "../api/cases.ts";
import { api, newKey, take } from "../api/client.ts";
import { announce } from "../shell/announce.ts";
import { Button } from "./Button.tsx";
import { useDraft } from "./draft.ts";
import { TextArea } from "./Field.tsx";
import { Problem } from "./states.tsx";

interface ReplyFormProps {
  caseId: string;
  words: { reply: string; replyNeeded: string; sendReply: string; replySent: string };
}

/** A message to a case, of either side. */
export function ReplyForm({ caseId, words }: ReplyFormProps) {
  const cache = useQueryClient();
  const [text, setText] = useDraft(`reply ${caseId}`);
  const [missing, setMissing] = useState(false);
  const field = useRef<HTMLTextAreaElement>(null);
  const key = useRef(newKey());
  const send = useMutation({
    mutationFn: () =>
      take(
        api.post("/api/cases/{id}/messages", {
          params: { path: { id: caseId } },
          body: { text },
          idempotencyKey: key.current,
        }),
      ),
    onSuccess: async () => {
      setText("");
      announce(words.replySent);
      await refetchCases(cache);
    },
    onSettled: () => {
      key.current = newKey();
    },
  });
  const submit = () => {
    setMissing(text.trim() === "");
    if (text.trim() === "") field.current?.focus();
    else send.mutate();
  };
  return (
    <div className="flex flex-col items-start gap-3">
      <div className="w-full">
        <TextArea
          ref={field}
          label={words.reply}
          maxLength={2_000}
          value={text}
          error={missing && text.trim() === "" ? words.replyNeeded : undefined}
          onChange={(event) => setText(event.target.value)}
        />
      </div>
      {send.isError && <Problem error={send.error} />}
      <Button busy={send.isPending} onClick={submit}>
        {words.sendReply}
      </Button>
    </div>
  );
}
