import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api, newKey, take } from "../api/client.ts";
import { Button } from "../components/Button.tsx";
import { Card } from "../components/Card.tsx";
import { TextArea } from "../components/Field.tsx";
import { Problem } from "../components/states.tsx";
import { Ago } from "../components/Time.tsx";
import { announce } from "../shell/announce.ts";
import { adminPeople } from "../texts/admin-people.ts";
import { PersonLink } from "./PersonLink.tsx";
import type { PersonRecord } from "./queries.ts";

const texts = adminPeople.notes;
const MOST_LETTERS = 2_000;

/** What admins wrote about a person, newest first, and a new note. */
export function PersonNotes({ person: { id, notes } }: { person: PersonRecord }) {
  const cache = useQueryClient();
  const [text, setText] = useState("");
  const [key, setKey] = useState(newKey);
  const [missing, setMissing] = useState(false);
  const write = useMutation({
    mutationFn: () =>
      take(
        api.post("/api/admin/people/{id}/notes", {
          params: { path: { id } },
          body: { text: text.trim() },
          idempotencyKey: key,
        }),
      ),
    onSuccess: async () => {
      setKey(newKey());
      setText("");
      announce(texts.done);
      await cache.invalidateQueries({ queryKey: ["person", id] });
    },
  });
  return (
    <Card title={texts.title}>
      <form
        noValidate
        className="flex flex-col items-start gap-3"
        onSubmit={(event) => {
          event.preventDefault();
          setMissing(text.trim() === "");
          if (text.trim() !== "") write.mutate();
        }}
      >
        <div className="w-full">
          <TextArea
            label={texts.label}
            hint={texts.hint}
            error={missing && text.trim() === "" ? texts.needed : undefined}
            maxLength={MOST_LETTERS}
            rows={2}
            value={text}
            onChange={(event) => {
              setText(event.target.value);
              // Another text is another note.
              setKey(newKey());
            }}
          />
        </div>
        <Button type="submit" size="s" busy={write.isPending}>
          {texts.write}
        </Button>
        {write.isError && <Problem error={write.error} />}
      </form>
      <ul className="mt-4 flex flex-col gap-3">
        {notes.length === 0 && <li className="text-muted">{texts.none}</li>}
        {notes.map((note) => (
          <li key={note.id} className="border-t border-line pt-3">
            <p className="break-words whitespace-pre-line">{note.text}</p>
            <p className="flex flex-wrap gap-x-3 text-13 text-muted">
              <PersonLink id={note.author_id} name={note.author_name} />
              <Ago at={note.created_at} />
            </p>
          </li>
        ))}
      </ul>
    </Card>
  );
}
