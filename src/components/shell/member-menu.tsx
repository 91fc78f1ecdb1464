"use client";

import { LogOut } from "lucide-react";
import dynamic from "next/dynamic";
import NextLink from "next/link";
import { type ReactNode, useEffect, useRef, useState } from "react";
import { Spinner } from "#/components/ui/button.tsx";
import { Initials } from "#/components/ui/initials.tsx";
import { Segmented } from "#/components/ui/segmented.tsx";
import { toast } from "#/components/ui/toast-store.ts";
import { roleWords } from "#/domain/role-words.ts";
import { showKeys } from "./keys-help.tsx";
import { useShell } from "./shell-context.tsx";
import { chooseTheme, chosenTheme, type Theme } from "./theme.ts";

// Most workshops have none: the picture's code comes where there is one to show.
const TenantLogo = dynamic(async () => (await import("#/components/tenant-logo.tsx")).TenantLogo, { ssr: false });

const row =
  "press flex min-h-8 w-full items-center gap-2 px-3 text-left hover:bg-accent-soft focus-visible:-outline-offset-2 pointer-coarse:min-h-11";

/** Who is signed in; their account, theme, other workshops, keys, sign out. */
export function MemberMenu({ workshops }: { workshops?: ReactNode }) {
  const { member, tenantName, bearer } = useShell();
  const menu = useRef<HTMLDivElement>(null);
  return (
    <>
      <button className="touch-target relative rounded-chip" popoverTarget="member-menu" type="button">
        <Initials decorative name={member.name} size="md" />
        <span className="sr-only">{member.name}, account</span>
      </button>
      <div
        className="inset-auto top-[52px] right-4 m-0 w-64 rounded-control border border-edge bg-raised text-ink shadow-e1"
        id="member-menu"
        popover="auto"
        ref={menu}
      >
        <div className="border-b px-3 py-2.5">
          {bearer.logo === null ? null : <TenantLogo box={{ width: 160, height: 36 }} className="mb-2" of={bearer} />}
          <p className="truncate font-strong">{member.name}</p>
          <p className="truncate text-dense text-ink-2">
            {roleWords[member.role]}, {tenantName}
          </p>
          <p className="truncate text-dense text-ink-3">{member.email}</p>
        </div>
        <ThemeChoice />
        {workshops}
        <div className="border-t py-1">
          <NextLink className={row} href="/account" onClick={() => menu.current?.hidePopover()}>
            Your account
          </NextLink>
          <button
            className={`${row} pointer-coarse:hidden`}
            onClick={() => {
              menu.current?.hidePopover();
              showKeys();
            }}
            type="button"
          >
            All keys
          </button>
          <SignOut />
        </div>
      </div>
    </>
  );
}

function ThemeChoice() {
  const [theme, setTheme] = useState<Theme>("system");
  useEffect(() => setTheme(chosenTheme()), []);
  return (
    <div className="flex items-center justify-between gap-3 px-3 py-2">
      <span className="text-ink-2">Theme</span>
      <Segmented
        label="Theme"
        onValueChange={(next) => {
          chooseTheme(next);
          setTheme(next);
        }}
        options={[
          { value: "system", label: "Device" },
          { value: "light", label: "Light" },
          { value: "dark", label: "Dark" },
        ]}
        size="sm"
        value={theme}
      />
    </div>
  );
}

function SignOut() {
  const [leaving, setLeaving] = useState(false);
  const leave = async (): Promise<void> => {
    setLeaving(true);
    const answer = await fetch("/api/auth/sign-out", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: "{}",
    }).catch(() => null);
    if (answer?.ok) {
      window.location.assign("/sign-in");
      return;
    }
    setLeaving(false);
    toast("Still signed in: the server did not answer. Try again, or close the browser.", {
      mark: "warn",
      seconds: 10,
    });
  };
  return (
    <button aria-busy={leaving || undefined} className={row} onClick={leaving ? undefined : leave} type="button">
      {leaving ? <Spinner /> : <LogOut aria-hidden className="text-ink-3" size={14} strokeWidth={1.75} />}
      {leaving ? "Signing out" : "Sign out"}
    </button>
  );
}
