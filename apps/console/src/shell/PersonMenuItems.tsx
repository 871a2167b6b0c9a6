import { Menu } from "@base-ui/react/menu";
import { useNavigate } from "@tanstack/react-router";
import { type ReactElement, useState } from "react";
import { type Role, useIdentity } from "../auth/session.ts";
import { signOut } from "../auth/sign-in.ts";
import { LANGUAGES, language, setLanguage } from "../format/locale.ts";
import { t } from "../texts.ts";
import { HOME } from "./areas.ts";
import { withoutReload } from "./build.ts";
import { setTheme, type Theme, theme } from "./theme.ts";

const ITEM =
  "flex cursor-pointer items-center justify-between gap-6 rounded-control px-3 py-2 text-14 outline-none select-none data-highlighted:bg-sunken";

const THEMES: readonly Theme[] = ["system", "light", "dark"];

interface PersonMenuItemsProps {
  area: Role;
  name: string;
  trigger: ReactElement;
  /** The click that loads the menu also opens it. */
  openAtFirst: boolean;
}

/** The menu: other areas, light or dark, sign-out. */
export function PersonMenuItems({ area, name, trigger, openAtFirst }: PersonMenuItemsProps) {
  const who = useIdentity();
  const navigate = useNavigate();
  const [chosen, setChosen] = useState(theme);
  const others = (who?.roles ?? []).filter((role) => role !== area);
  return (
    <Menu.Root defaultOpen={openAtFirst}>
      <Menu.Trigger render={trigger} />
      {/* Within the head: what is read must be in a landmark. */}
      <Menu.Portal container={document.getElementById("head")}>
        <Menu.Positioner sideOffset={6} align="end" className="z-10">
          <Menu.Popup className="w-60 rounded-card border border-line bg-surface p-1.5 text-ink outline-none">
            <p className="truncate px-3 py-2 text-13 text-muted">
              <bdi>{name}</bdi>
            </p>
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
                  <Menu.RadioItemIndicator className="text-accent">
                    <Check />
                  </Menu.RadioItemIndicator>
                </Menu.RadioItem>
              ))}
            </Menu.RadioGroup>
            <div className="my-1.5 border-t border-line" />
            <Languages />
            <div className="my-1.5 border-t border-line" />
            <Menu.Item
              className={ITEM}
              onClick={() =>
                withoutReload(async () => {
                  await navigate({ to: "/" });
                  await signOut();
                })
              }
            >
              {t.menu.signOut}
            </Menu.Item>
          </Menu.Popup>
        </Menu.Positioner>
      </Menu.Portal>
    </Menu.Root>
  );
}

/** Each by its own name, so that everybody finds theirs. */
function Languages() {
  return (
    <Menu.RadioGroup
      value={language}
      aria-label={t.menu.language}
      onValueChange={(next: keyof typeof LANGUAGES) => setLanguage(next)}
    >
      {Object.entries(LANGUAGES).map(([code, name]) => (
        <Menu.RadioItem key={code} value={code} lang={code} className={ITEM}>
          {name}
          <Menu.RadioItemIndicator className="text-accent">
            <Check />
          </Menu.RadioItemIndicator>
        </Menu.RadioItem>
      ))}
    </Menu.RadioGroup>
  );
}

/** Drawn, because some fonts lack the sign. */
function Check() {
  return (
    <svg viewBox="0 0 16 16" className="size-4 fill-none stroke-current" strokeWidth="2" aria-hidden="true">
      <path d="M3 8.5 6.5 12 13 4.5" strokeLinecap="round" strokeLinejoin="round" />
    </svg>
  );
}
