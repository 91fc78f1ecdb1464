import { linkClass } from "#/components/ui/link.tsx";
import { Panel, PanelHead } from "#/components/ui/panel.tsx";
import type { CustomerView } from "#/domain/customer.ts";

/** Every way to reach them, and what the desk should know. */
export function ContactsPanel({ customer: { phones, emails, addressLines, note } }: { customer: CustomerView }) {
  const contacts = [
    ...phones.map((contact, index) => ({ ...contact, href: `tel:${contact.value}`, first: index === 0 })),
    ...emails.map((contact, index) => ({ ...contact, href: `mailto:${contact.value}`, first: index === 0 })),
  ];
  return (
    <Panel aria-label="Contacts">
      <PanelHead title="Contacts" />
      {contacts.length === 0 ? (
        <p className="px-4 pb-3.5 text-ink-2">No phone number or e-mail address is on file.</p>
      ) : (
        <ul className="border-t">
          {contacts.map(({ value, shown, label, href, first }) => (
            <li className="flex flex-wrap items-center gap-x-3 border-b px-4 py-2 last:border-b-0" key={value}>
              <a className={`${linkClass} wrap-anywhere`} href={href}>
                {shown}
              </a>
              {label === "" ? null : <span className="text-dense text-ink-3">{label}</span>}
              {first ? <span className="ml-auto text-dense text-ink-3">First</span> : null}
            </li>
          ))}
        </ul>
      )}
      {addressLines.length === 0 ? null : <p className="border-t px-4 py-2">{addressLines.join(", ")}</p>}
      {note === "" ? null : <p className="whitespace-pre-line border-t px-4 py-2 text-ink-2">{note}</p>}
    </Panel>
  );
}
