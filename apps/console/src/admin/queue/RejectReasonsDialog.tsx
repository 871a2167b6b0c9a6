import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { ask, offered } from "../../api/payouts.ts";
import { Button } from "../../components/Button.tsx";
import { Dialog } from "../../components/Dialog.tsx";
import { useDraft } from "../../components/draft.ts";
import { Input, TextArea } from "../../components/Field.tsx";
import { Empty, Problem } from "../../components/states.tsx";
import { announce } from "../../shell/announce.ts";
import { queue } from "../../texts/admin-queue.ts";
import { t } from "../../texts.ts";
import { rejectReasonsQuery } from "./queries.ts";
import type { RejectReason } from "./types.ts";

const texts = queue.reasons;
const MOST = { title: 60, text: 500 };
const NEW: RejectReason = { id: "", title: "", text: "" };

/** The templates of reasons that creators read; every admin may change them. */
export function RejectReasonsDialog({ open, onClose }: { open: boolean; onClose: () => void }) {
  const { data: reasons = [], error, refetch } = useQuery({ ...rejectReasonsQuery, enabled: open });
  const [editing, setEditing] = useState<RejectReason>();
  const close = () => {
    setEditing(undefined);
    onClose();
  };
  return (
    <Dialog
      open={open}
      onClose={close}
      title={texts.title}
      consequence={texts.lead}
      actions={<Button onClick={close}>{t.close}</Button>}
    >
      {error && <Problem error={error} retry={() => refetch()} />}
      {editing ? (
        <Editor key={editing.id} reason={editing} onClose={() => setEditing(undefined)} />
      ) : (
        <>
          {reasons.length === 0 && !error && <Empty title={texts.empty} />}
          <ul className="max-h-80 overflow-y-auto">
            {reasons.map((reason) => (
              <Row key={reason.id} reason={reason} onEdit={() => setEditing(reason)} />
            ))}
          </ul>
          <Button className="self-start" size="s" onClick={() => setEditing(NEW)}>
            {texts.add}
          </Button>
        </>
      )}
    </Dialog>
  );
}

function Row({ reason, onEdit }: { reason: RejectReason; onEdit: () => void }) {
  const remove = useChange(texts.removed, () =>
    offered(ask("delete", `/api/admin/reject-reasons/${reason.id}`)),
  );
  return (
    <li className="flex items-center gap-3 border-b border-line py-2 text-13 last:border-0">
      <div className="min-w-0 flex-1">
        <p className="truncate font-medium">{reason.title}</p>
        <p className="line-clamp-2 text-muted">{reason.text}</p>
        {remove.isError && <Problem error={remove.error} />}
      </div>
      <Button size="s" kind="quiet" aria-label={texts.change(reason.title)} onClick={onEdit}>
        {t.open}
      </Button>
      <Button
        size="s"
        kind="quiet"
        busy={remove.isPending}
        aria-label={texts.removeOf(reason.title)}
        onClick={() => remove.mutate()}
      >
        {texts.remove}
      </Button>
    </li>
  );
}

function Editor({ reason, onClose }: { reason: RejectReason; onClose: () => void }) {
  const draft = `reject-reason.${reason.id}`;
  const [title, setTitle] = useDraft(`${draft}.title`, reason.title);
  const [text, setText] = useDraft(`${draft}.text`, reason.text);
  const [tried, setTried] = useState(false);
  const body = { title: title.trim(), text: text.trim() };
  const leave = () => {
    setTitle(reason.title);
    setText(reason.text);
    onClose();
  };
  const save = useChange(
    texts.saved,
    () =>
      reason.id === ""
        ? ask("post", "/api/admin/reject-reasons", { body })
        : ask("patch", `/api/admin/reject-reasons/${reason.id}`, { body }),
    leave,
  );
  const missing = (written: string) => (tried && written === "" ? texts.needed : undefined);
  const submit = () => (body.title === "" || body.text === "" ? setTried(true) : save.mutate());
  return (
    <div className="flex flex-col gap-3">
      <Input
        label={texts.name}
        value={title}
        maxLength={MOST.title}
        error={missing(body.title)}
        onChange={(event) => setTitle(event.target.value)}
      />
      <TextArea
        label={texts.text}
        value={text}
        maxLength={MOST.text}
        error={missing(body.text)}
        onChange={(event) => setText(event.target.value)}
      />
      {save.isError && <Problem error={save.error} />}
      <div className="flex gap-2">
        <Button size="s" kind="primary" busy={save.isPending} onClick={submit}>
          {texts.save}
        </Button>
        <Button size="s" kind="quiet" onClick={leave}>
          {t.cancel}
        </Button>
      </div>
    </div>
  );
}

function useChange(saying: string, change: () => Promise<unknown>, onDone?: () => void) {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: change,
    onSuccess: async () => {
      announce(saying);
      await cache.invalidateQueries({ queryKey: rejectReasonsQuery.queryKey });
      onDone?.();
    },
  });
}
