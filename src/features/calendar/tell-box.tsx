import { Checkbox } from "#/components/ui/checkbox.tsx";

/** Whether the customer is told of a change; off for one who knows already. */
export function TellBox({ told, onTold }: { told: boolean; onTold: (told: boolean) => void }) {
  return (
    <Checkbox checked={told} onChange={(event) => onTold(event.target.checked)}>
      Tell the customer
    </Checkbox>
  );
}
