import { looks } from "#/components/public/looks.ts";
import { photoLimits, photoTypes } from "#/domain/booking-form.ts";
import { Hidden } from "./visit-change.tsx";
import type { VisitProps } from "./visit-screen.tsx";

/** Photos of the problem, as long as they can still help whoever prepares the visit. */
export function VisitPhotos({ token, visit }: VisitProps) {
  const { state, photos } = visit;
  const before = state === "REQUESTED" || state === "OFFERED" || state === "BOOKED";
  if (!before) return null;
  const room = photoLimits.photos - photos;
  const kept = photos === 0 ? "" : `${photos} ${photos === 1 ? "photo" : "photos"} sent`;
  if (room <= 0) return <p className="mt-5 text-ink-3 text-lead-sm">{kept}.</p>;
  return (
    <details className="mt-2 border-line border-b">
      <summary className="min-h-14 py-4">
        {photos === 0 ? "Add photos of the problem" : "Add more photos"}
        {kept === "" ? null : <span className="text-ink-3 text-lead-sm"> · {kept}</span>}
      </summary>
      <form action="/api/forms/visit-photos" className="pb-5" encType="multipart/form-data" method="post">
        <Hidden values={{ token }} />
        <label className="block font-medium text-lead-sm" htmlFor="visit-photos">
          Up to {room}, JPEG, PNG or WebP
        </label>
        <input
          accept={photoTypes.join()}
          className="my-2 block min-h-12 w-full py-2.5"
          id="visit-photos"
          multiple
          name="photos"
          required
          type="file"
        />
        <button className={`${looks.button} w-full`} type="submit">
          Send photos
        </button>
      </form>
    </details>
  );
}
