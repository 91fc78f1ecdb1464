"use client";

import { Button } from "#/components/ui/button.tsx";
import { Initials } from "#/components/ui/initials.tsx";
import { Menu, MenuChoice } from "#/components/ui/menu.tsx";
import type { Person } from "./operation-timeline.tsx";

/** Gives what failed to a person; `holder` is who has it now. */
export function AssignMenu({
  title,
  people,
  holder,
  onAssign,
}: {
  title: string;
  people: readonly Person[];
  holder: string | null;
  onAssign: (memberId: string) => void;
}) {
  return (
    <Menu
      trigger={
        <Button aria-label={`Assign: ${title}`} look="ghost" size="sm">
          {holder === null ? "Assign" : "Assign to another"}
        </Button>
      }
    >
      <MenuChoice
        onValueChange={onAssign}
        options={people.map((person) => ({
          value: person.memberId,
          label: person.name,
          icon: <Initials decorative name={person.name} />,
        }))}
        value={people.find((person) => person.name === holder)?.memberId ?? null}
      />
    </Menu>
  );
}
