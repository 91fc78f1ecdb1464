import { looks } from "#/components/public/looks.ts";
import { Mark } from "#/components/public/mark.tsx";
import { PublicPage } from "#/components/public/public-page.tsx";
import { TenantBar } from "#/components/public/tenant-bar.tsx";
import { type ConsentPurpose, consentPurposes } from "#/domain/contact.ts";
import { type MessageChannel, messageChannels } from "#/domain/message.ts";
import type { ChoicesView } from "#/domain/message-choice.ts";

const purposeWords = {
  SERVICE: { title: "About your visit", hint: "Booked, moved, called off, ready to collect" },
  REMINDER: { title: "Reminders", hint: "A day and two hours before your time" },
  MARKETING: { title: "Offers", hint: "Now and then, what the workshop has on offer" },
} as const satisfies Record<ConsentPurpose, { title: string; hint: string }>;
const channelWords = { EMAIL: "E-mail", SMS: "Text" } as const satisfies Record<MessageChannel, string>;

/** Which messages somebody gets, box by box. A form of its own: it works where no script runs. */
export function ChooseScreen({
  token,
  view,
  formKey,
  done,
  refusal,
}: {
  token: string;
  view: ChoicesView;
  /** Makes a form that is sent twice one change. */
  formKey: string;
  done: boolean;
  refusal: string | null;
}) {
  const given = (channel: MessageChannel, purpose: ConsentPurpose): boolean =>
    view.choices.some((each) => each.channel === channel && each.purpose === purpose && each.given);
  return (
    <PublicPage bar={<TenantBar of={view} />}>
      {done || refusal !== null ? (
        <div className={done ? "bg-ok-soft" : "bg-warn-soft"} role="status">
          <p className="mx-auto flex w-full max-w-[480px] gap-3 px-5 py-4">
            <Mark
              className={`mt-0.5 ${done ? "text-ok-mark" : "text-warn-mark"}`}
              shape={done ? "tickDisc" : "triangle"}
              size={20}
            />
            {done ? "Saved. It counts from the next message on." : refusal}
          </p>
        </div>
      ) : null}
      <form action="/api/forms/choose-messages" className={`${looks.column} pt-5`} method="post">
        <h1 className="text-customer-title">Your messages</h1>
        <p className="mt-2 text-ink-2">What {view.tenantName} may send you.</p>
        <input name="token" type="hidden" value={token} />
        <input name="key" type="hidden" value={formKey} />
        {consentPurposes.map((purpose) => (
          <fieldset className="mt-6" key={purpose}>
            <legend className={looks.section}>{purposeWords[purpose].title}</legend>
            <p className="text-ink-3 text-lead-sm">{purposeWords[purpose].hint}</p>
            <div className="mt-2 grid grid-cols-2 gap-2">
              {messageChannels.map((channel) => (
                <label className={looks.row} key={channel}>
                  <input
                    className="size-5 accent-accent"
                    defaultChecked={given(channel, purpose)}
                    name="yes"
                    type="checkbox"
                    value={`${channel} ${purpose}`}
                  />
                  {channelWords[channel]}
                </label>
              ))}
            </div>
          </fieldset>
        ))}
        <p className="mt-6 text-ink-3 text-lead-sm">Invoices and credit notes come by e-mail in any case.</p>
        <button className={`${looks.primary} mt-4 w-full`} type="submit">
          Save
        </button>
      </form>
    </PublicPage>
  );
}
