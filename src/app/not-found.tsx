import type { Metadata } from "next";
import "#/app/fonts.ts";
import { MessagePage } from "#/components/shell/message-page.tsx";
import { ButtonLink } from "#/components/ui/link.tsx";

export const metadata: Metadata = { title: "No such page" };

export default function NotFound() {
  return (
    <MessagePage
      actions={
        <ButtonLink href="/" look="primary" size="lg">
          Open the board
        </ButtonLink>
      }
      title="There is no such page"
    >
      The address may be mistyped, or what it named belongs to another workshop.
    </MessagePage>
  );
}
