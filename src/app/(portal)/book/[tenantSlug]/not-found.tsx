import { looks } from "#/components/public/looks.ts";
import { PublicPage } from "#/components/public/public-page.tsx";

export default function NoSuchWorkshop() {
  return (
    <PublicPage bar={null}>
      <div className={`${looks.column} pt-[14vh]`}>
        <h1 className="text-customer-title">There is no workshop at this address</h1>
        <p className="mt-2 text-ink-2">
          The address may be mistyped. The link in the workshop’s own messages, or on its website, leads here.
        </p>
      </div>
    </PublicPage>
  );
}
