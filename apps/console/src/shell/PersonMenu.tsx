import { Menu } from "@base-ui/react/menu";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { type Role, useIdentity } from "../auth/session.ts";
import { signOut } from "../auth/sign-in.ts";
import { t } from "../texts.ts";
import { HOME } from "./areas.ts";
import { setTheme, type Theme, theme } from "./theme.ts";

const ITEM =
  "flex cursor-pointer items-center justify-between gap-6 rounded-control px-3 py-2 text-14 outline-none select-none data-highlighted:bg-sunken";

const THEMES: readonly Theme[] = ["system", "light", "dark"];

/** Who is signed in, where else they may go, light or dark, and the way out. */
export function PersonMenu({ area }: { area: Role }) {
  const who = useIdentity();
  const navigate = useNavigate();
  const [chosen, setChosen] = useState(theme);
  if (!who) return null;
  const others = who.roles.filter((role) => role !== area);
  return (
    <Menu.Root>
      <Menu.Trigger
        aria-label={t.menu.of(who.name)}
        className="flex h-9 shrink-0 items-center gap-2 rounded-control px-1.5 hover:bg-sunken"
      >
        <span
          aria-hidden="true"
          className="flex size-7 items-center justify-center rounded-full bg-accent-soft text-13 font-semibold text-accent uppercase"
        >
          {initials(who.name)}
        </span>
        <span className="hidden max-w-40 truncate text-13 text-muted md:inline">{who.name}</span>
      </Menu.Trigger>
      <Menu.Portal>
        <Menu.Positioner sideOffset={6} align="end">
          <Menu.Popup className="w-60 rounded-card border border-line bg-surface p-1.5 text-ink outline-none">
            <p className="truncate px-3 py-2 text-13 text-muted">{who.name}</p>
            {others.map((role) => (
              <Menu.Item key={role} className={ITEM} onClick={() => navigate({ to: HOME[role] })}>
                {t.menu.goTo(t.roles[role])}
              </Menu.Item>
            ))}
            <Menu.RadioGroup
              value={chosen}
              onValueChange={(next: Theme) => {
                setTheme(next);
                setChosen(next);
              }}
            >
              {THEMES.map((one) => (
                <Menu.RadioItem key={one} value={one} closeOnClick={false} className={ITEM}>
                  {t.menu.theme[one]}
                  <Menu.RadioItemIndicator className="text-accent">✓</Menu.RadioItemIndicator>
                </Menu.RadioItem>
              ))}
            </Menu.RadioGroup>
            <div className="my-1.5 border-t border-line" />
            <Menu.Item
              className={ITEM}
              onClick={async () => {
                await navigate({ to: "/" });
                await signOut();
              }}
            >
              {t.menu.signOut}
            </Menu.Item>
          </Menu.Popup>
        </Menu.Positioner>
      </Menu.Portal>
    </Menu.Root>
  );
}

const initials = (name: string): string =>
  name
    .split(/[\s-]+/)
    .slice(0, 2)
    .map((word) => word.charAt(0))
    .join("");
