import { ButtonLink } from "#/components/ui/link.tsx";
import { EmptyState } from "#/components/ui/states.tsx";

/** Inside the shell: a job card, a part or an invoice that is not there, or not this workshop's. */
export default function NotFoundHere() {
  return (
    <div className="mx-auto w-full max-w-[520px] p-4 pt-16">
      <h1 className="mb-3 text-screen-title">Not found</h1>
      <EmptyState action={<ButtonLink href="/board">Open the board</ButtonLink>} title="Nothing stands at this address">
        The address may be mistyped, or what it named belongs to another workshop.
      </EmptyState>
    </div>
  );
}
