import { useQuery } from "@tanstack/react-query";
import { Loaded, RowsSkeleton } from "../../components/states.tsx";
import { adminWebhooks } from "../../texts/admin-webhooks.ts";
import { eventTypesQuery } from "./queries.ts";
import { EVERY } from "./types.ts";

const texts = adminWebhooks.form;

interface EventChoiceProps {
  chosen: readonly string[];
  onChoose: (types: readonly string[]) => void;
  error: string | undefined;
}

/** All events, or a list of types by the service that sends them. */
export function EventChoice({ chosen, onChoose, error }: EventChoiceProps) {
  const types = useQuery(eventTypesQuery);
  const isEvery = chosen.includes(EVERY);
  const choices = [
    { label: texts.every, hint: texts.everyHint, checked: isEvery, types: [EVERY] },
    { label: texts.some, hint: undefined, checked: !isEvery, types: [] },
  ];
  return (
    <fieldset className="flex flex-col gap-2">
      <legend className="mb-1.5 text-13 font-medium">{texts.events}</legend>
      {choices.map(({ label, hint, checked, types: start }) => (
        <label key={label} className="flex gap-3">
          <input
            type="radio"
            name="events"
            checked={checked}
            onChange={() => onChoose(start)}
            className="mt-0.5 size-4 shrink-0 accent-accent"
          />
          <span>
            {label}
            {hint !== undefined && <span className="block text-13 text-muted">{hint}</span>}
          </span>
        </label>
      ))}
      {!isEvery && (
        <Loaded query={types} skeleton={<RowsSkeleton rows={3} />}>
          {({ data }) => <Types all={data} chosen={chosen} onChoose={onChoose} />}
        </Loaded>
      )}
      {error !== undefined && (
        <p role="alert" className="text-13 text-back">
          {error}
        </p>
      )}
    </fieldset>
  );
}

function Types({
  all,
  chosen,
  onChoose,
}: Pick<EventChoiceProps, "chosen" | "onChoose"> & { all: readonly string[] }) {
  const services = Map.groupBy(all, (type) => type.split(".")[0] ?? "");
  const toggle = (type: string, on: boolean) =>
    onChoose(on ? [...chosen, type] : chosen.filter((one) => one !== type));
  return (
    <div className="flex flex-col gap-4 rounded-control border border-line p-3">
      {[...services].map(([service, types]) => (
        <fieldset key={service} className="flex flex-col gap-1.5">
          <legend className="mb-1 text-13 text-muted">{texts.typesOf(service)}</legend>
          {types.map((type) => (
            <label key={type} className="flex items-center gap-3 text-13 break-all">
              <input
                type="checkbox"
                checked={chosen.includes(type)}
                onChange={(event) => toggle(type, event.target.checked)}
                className="size-4 shrink-0 accent-accent"
              />
              {type}
            </label>
          ))}
        </fieldset>
      ))}
    </div>
  );
}
