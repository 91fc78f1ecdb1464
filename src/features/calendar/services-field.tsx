"use client";

import { X } from "lucide-react";
import { useState } from "react";
import { Combobox } from "#/components/ui/combobox.tsx";
import { Field } from "#/components/ui/field.tsx";
import type { BookableView } from "#/domain/appointment.ts";
import { formatMinutes } from "#/domain/time.ts";

/** Services of the branch: type to find, Enter to take; each that is taken can be left out again. */
export function ServicesField({
  services,
  chosen,
  error,
  onChoose,
}: {
  services: readonly BookableView[];
  chosen: readonly string[];
  error: string | undefined;
  onChoose: (serviceIds: string[]) => void;
}) {
  const [typed, setTyped] = useState("");
  const taken = services.filter(({ id }) => chosen.includes(id));
  const offered = services.filter(
    ({ id, name }) => !chosen.includes(id) && name.toLowerCase().includes(typed.trim().toLowerCase()),
  );
  return (
    <div className="mb-2.5">
      <Field error={error} label="Services" reserve={false}>
        {(control) => (
          <Combobox<BookableView>
            {...control}
            data-booking="serviceIds"
            empty={services.length === 0 ? "No service is offered at this branch yet." : "No other service matches."}
            itemKey={({ id }) => id}
            itemLabel={({ name }) => name}
            items={offered}
            onQueryChange={setTyped}
            onValueChange={(service) => {
              if (service === null) return;
              onChoose([...chosen, service.id]);
              setTyped("");
            }}
            placeholder={taken.length === 0 ? "Full service, MOT" : "One more"}
            query={typed}
            renderItem={({ name, labourMinutes }) => (
              <>
                <span className="min-w-0 flex-1 truncate">{name}</span>
                <span className="text-dense text-ink-3">{formatMinutes(labourMinutes)}</span>
              </>
            )}
            value={null}
          />
        )}
      </Field>
      {taken.length > 0 ? (
        <ul aria-label="Chosen services" className="mt-1.5 flex flex-wrap gap-1.5">
          {taken.map(({ id, name, labourMinutes }) => (
            <li key={id}>
              <button
                aria-label={`Leave out ${name}`}
                className="press touch-target relative inline-flex min-h-6 items-center gap-1.5 rounded-chip bg-accent-soft px-1.5 text-dense font-medium text-accent-text hover:brightness-95"
                onClick={() => onChoose(chosen.filter((each) => each !== id))}
                type="button"
              >
                {name}, {formatMinutes(labourMinutes)}
                <X aria-hidden size={12} strokeWidth={2} />
              </button>
            </li>
          ))}
        </ul>
      ) : null}
    </div>
  );
}
