import { looks } from "#/components/public/looks.ts";
import { PublicPage } from "#/components/public/public-page.tsx";

/** A link that never was one, or has ended: which of the two it is, its status says. */
export default function NoSuchChoice() {
  return (
    <PublicPage bar={null}>
      <div className={`${looks.column} pt-[14vh]`}>
        <h1 className="text-customer-title">This link does not open anything</h1>
        <p className="mt-2 text-ink-2">
          It is not complete, or it has ended. Nothing was changed. The newest mail of your workshop has the link that
          works; their number stands in it too.
        </p>
      </div>
    </PublicPage>
  );
}
