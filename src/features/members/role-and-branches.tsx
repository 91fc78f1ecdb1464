"use client";

import { Checkbox } from "#/components/ui/checkbox.tsx";
import { Field } from "#/components/ui/field.tsx";
import { NativeSelect } from "#/components/ui/native-select.tsx";
import { type Role, reaches, roles } from "#/domain/permissions.ts";
import { roleWords } from "#/domain/role-words.ts";

export type RoleAndBranches = { readonly role: Role; readonly branchIds: readonly string[] };

type Props = {
  value: RoleAndBranches;
  onChange: (value: RoleAndBranches) => void;
  /** Nobody gives a role above their own. */
  own: Role;
  branches: readonly { readonly id: string; readonly name: string }[];
  error?: string | null;
};

/** What somebody may do, and where they work. */
export function RoleAndBranchesFields({ value, onChange, own, branches, error }: Props) {
  const { role, branchIds } = value;
  return (
    <>
      <Field error={error} label="Role">
        {(control) => (
          <NativeSelect
            {...control}
            onChange={(event) => {
              const chosen = roles.find((each) => each === event.target.value);
              if (chosen) onChange({ ...value, role: chosen });
            }}
            value={role}
          >
            {roles
              .filter((each) => reaches(own, each))
              .map((each) => (
                <option key={each} value={each}>
                  {roleWords[each]}
                </option>
              ))}
          </NativeSelect>
        )}
      </Field>
      {branches.length > 1 ? (
        <fieldset>
          <legend className="mb-1.5 font-medium max-sm:text-lead-sm">Branches</legend>
          <div className="flex flex-col">
            {branches.map(({ id, name }) => (
              <Checkbox
                checked={branchIds.length === 0 || branchIds.includes(id)}
                key={id}
                onChange={(event) =>
                  onChange({ ...value, branchIds: toggled(branchIds, id, event.target.checked, branches) })
                }
              >
                {name}
              </Checkbox>
            ))}
          </div>
          <p className="mt-1 text-dense text-ink-3">
            The branches they choose from, and whose board and parts they open. Customers, cars and cards are the whole
            business's: a link to one of another branch still opens.
          </p>
        </fieldset>
      ) : null}
    </>
  );
}

/** None named is all of them, so that a branch that comes later is theirs too; the last one cannot be taken away. */
const toggled = (
  chosen: readonly string[],
  id: string,
  on: boolean,
  branches: Props["branches"],
): readonly string[] => {
  const all = branches.map((branch) => branch.id);
  const before = chosen.length === 0 ? all : chosen;
  const after = on ? [...before, id] : before.filter((each) => each !== id);
  if (after.length === 0) return before;
  return after.length === all.length ? [] : after;
};
