import { useQuery } from "@tanstack/react-query";
import { type ComponentPropsWithRef, useId, useState } from "react";
import { Input } from "../components/Field.tsx";
import { useDebounced } from "../shell/use-debounced.ts";
import { adminPeople } from "../texts/admin-people.ts";
import { searchQuery } from "./queries.ts";

interface PersonInputProps extends Omit<ComponentPropsWithRef<"input">, "prefix"> {
  label: string;
  error?: string | undefined;
}

const LEAST_LETTERS = 2;

/**
 * A field for a person's id that finds it: while a name or an address is typed, the browser's own list offers
 * the people; below it stands whose id it is.
 */
export function PersonInput({ label, error, onInput, ...rest }: PersonInputProps) {
  const list = useId();
  const [typed, setTyped] = useState(String(rest.defaultValue ?? ""));
  const text = useDebounced(typed.trim());
  const { data } = useQuery({ ...searchQuery(text), enabled: text.length >= LEAST_LETTERS });
  const people = data?.data.filter(({ kind }) => kind === "person") ?? [];
  const known = people.find(({ id }) => id === typed.trim());
  return (
    <>
      <Input
        {...rest}
        label={label}
        error={error}
        hint={known?.user_name ? adminPeople.field.found(known.user_name) : adminPeople.field.hint}
        list={list}
        autoComplete="off"
        spellCheck={false}
        onInput={(event) => {
          setTyped(event.currentTarget.value);
          onInput?.(event);
        }}
      />
      <datalist id={list}>
        {people.map(({ id, user_name: name, summary }) => (
          <option key={id} value={id}>
            {[name, summary].filter(Boolean).join(" · ")}
          </option>
        ))}
      </datalist>
    </>
  );
}
