import { buttonClass } from "#/components/ui/button.tsx";
import { Panel, PanelHead } from "#/components/ui/panel.tsx";

/** Everything that is kept, to take along: a ZIP that is written while it is sent. */
export function ExportScreen() {
  return (
    <Panel aria-label="Export">
      <PanelHead title="Everything of the business" />
      <div className="flex max-w-prose flex-col gap-4 border-t px-4 py-4">
        <p>
          A ZIP of CSV files, one for each kind of record: customers, vehicles, job cards with their lines, parts and
          stock, invoices, payments, messages, the audit. Ids tie them together. A cell that a spreadsheet would run as
          a formula begins with an apostrophe.
        </p>
        <p className="text-ink-3">
          All of it is as it was in the instant of asking, whatever changes while it is sent. The export is noted in the
          audit. One customer alone is exported from the customer’s page.
        </p>
        <div className="flex flex-wrap gap-3">
          <a className={buttonClass("primary", "md")} download href="/api/files/export">
            Export the records
          </a>
          <a className={buttonClass("default", "md")} download href="/api/files/export?pdfs=1">
            With the invoices’ PDFs
          </a>
        </div>
      </div>
    </Panel>
  );
}
