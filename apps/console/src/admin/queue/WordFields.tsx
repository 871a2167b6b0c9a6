import { type RefObject, useState } from "react";
import { useDraft } from "../../components/draft.ts";
import { TextArea } from "../../components/Field.tsx";
import { t } from "../../texts.ts";
import { ReasonPicker } from "./ReasonPicker.tsx";
import type { Action } from "./types.ts";
import type { Words } from "./use-decide.ts";

const MOST_CHARACTERS = 500;

/**
 * The words of a decision: one text for the creator, one for admins only. A rejection needs a reason. `of`:
 * what is decided; its words are kept as a draft.
 */
export function useWords(action: Action, of: string, field: RefObject<HTMLTextAreaElement | null>) {
  const [note, setNote] = useDraft(`${action}.${of}`);
  const [internal, setInternal] = useDraft(`${action}.${of}.internal`);
  const [missing, setMissing] = useState(false);
  return {
    note,
    setNote,
    internal,
    setInternal,
    missing: missing && note.trim() === "",
    clear() {
      setNote("");
      setInternal("");
      setMissing(false);
    },
    forgive: () => setMissing(false),
    /** The words, or undefined if the reason is missing; then its field has the focus. */
    taken(): Words | undefined {
      if (action === "approve" || note.trim() !== "") return { note: note.trim(), internal: internal.trim() };
      setMissing(true);
      field.current?.focus();
      return undefined;
    },
  };
}

interface WordFieldsProps {
  action: Action;
  words: ReturnType<typeof useWords>;
  field: RefObject<HTMLTextAreaElement | null>;
}

export function WordFields({ action, words, field }: WordFieldsProps) {
  return (
    <>
      {action === "reject" && <ReasonPicker onPick={words.setNote} />}
      <TextArea
        ref={field}
        label={action === "approve" ? t.decision.message : t.decision.reason}
        maxLength={MOST_CHARACTERS}
        rows={2}
        value={words.note}
        error={words.missing ? t.decision.noteNeeded : undefined}
        onChange={(event) => words.setNote(event.target.value)}
      />
      <TextArea
        label={t.decision.internal}
        hint={t.decision.internalHint}
        maxLength={MOST_CHARACTERS}
        rows={2}
        value={words.internal}
        onChange={(event) => words.setInternal(event.target.value)}
      />
    </>
  );
}
