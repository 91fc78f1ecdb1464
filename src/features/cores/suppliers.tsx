import { LinkButton } from "#/components/ui/link.tsx";
import type { CoresOwed } from "#/domain/core.ts";

const counted = (cores: number, overdue: number): string =>
  `${cores === 1 ? "1 core" : `${cores} cores`}${overdue === 0 ? "" : `, ${overdue} overdue`}`;

/** What is owed in all and by each supplier; each figure opens its rows. Money is absent for roles without the right. */
export function Suppliers({
  owed,
  chosen,
  money,
  onChoose,
}: {
  owed: CoresOwed;
  chosen: string | null;
  money: (minor: number | undefined) => string;
  onChoose: (supplierId: string | null) => void;
}) {
  const all = { id: null, name: "All suppliers", cores: owed.cores, overdue: owed.overdue, owedMinor: owed.owedMinor };
  return (
    <ul aria-label="Owed by supplier" className="mx-4 mb-2 flex flex-wrap gap-x-6 gap-y-1.5 max-sm:mx-3">
      {[all, ...owed.suppliers].map(({ id, name, cores, overdue, owedMinor }) => (
        <li className="min-w-0" key={id ?? "all"}>
          <LinkButton aria-pressed={chosen === id} className="max-w-full truncate" onClick={() => onChoose(id)}>
            {name}
          </LinkButton>
          <span className="block text-dense text-ink-2">
            {owedMinor === undefined ? null : <b className="font-strong text-ink">{money(owedMinor)} </b>}
            <span className={overdue > 0 ? "text-bad" : undefined}>{counted(cores, overdue)}</span>
          </span>
        </li>
      ))}
    </ul>
  );
}
