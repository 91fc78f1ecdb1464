/** Under which heading a list of tasks shows a kind, in the order of the list. Unknown kinds come last. */
const headings: readonly { readonly title: string; readonly kinds: readonly string[] }[] = [
  { title: "Did not arrive", kinds: ["delivery-dead", "webhook-off", "connection-broken"] },
  { title: "Could not be undone", kinds: ["undo-failed"] },
  { title: "Stock", kinds: ["stock-low"] },
  { title: "The system", kinds: ["schedule-failed", "mail-refused"] },
];
const other = "Other";

type Groupable = { readonly kind: string; readonly severity: "NORMAL" | "URGENT" };

/** Urgent ones first, whatever they are about; inside a group the given order stays. */
export const groupTasks = <Task extends Groupable>(tasks: readonly Task[]): { title: string; tasks: Task[] }[] => {
  const titleOf = ({ kind, severity }: Task) =>
    severity === "URGENT" ? "Urgent" : (headings.find(({ kinds }) => kinds.includes(kind))?.title ?? other);
  return ["Urgent", ...headings.map(({ title }) => title), other]
    .map((title) => ({ title, tasks: tasks.filter((task) => titleOf(task) === title) }))
    .filter((group) => group.tasks.length > 0);
};
