import type { Metadata } from "next";
import "#/app/late-fonts.ts";
import { MessagePage } from "#/components/shell/message-page.tsx";
import { buttonClass } from "#/components/ui/button.tsx";

export const metadata: Metadata = { title: "No such page" };

export default function NotFound() {
  return (
    <MessagePage
      actions={
        // A plain link: this page comes with every other, and so would all that a link of Next brings along.
        <a className={buttonClass("primary", "lg")} href="/">
          Open the board
        </a>
      }
      title="There is no such page"
    >
      The address may be mistyped, or what it named belongs to another workshop.
    </MessagePage>
  );
}
