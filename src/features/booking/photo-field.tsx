import { ImagePlus, X } from "lucide-react";
import { useId } from "react";
import { looks } from "#/components/public/looks.ts";
import { photoLimits, photoTypes } from "#/domain/booking-form.ts";
import type { usePhotos } from "./use-photos.ts";

/** Pictures of the problem, seen before they are sent. */
export function PhotoField({ photos, refused, add, remove }: ReturnType<typeof usePhotos>) {
  const id = useId();
  return (
    <div>
      <p className="mb-2 font-medium text-lead-sm" id={`${id}-label`}>
        Photos <span className="font-normal text-ink-3">optional: a warning light, a leak, a scratch</span>
      </p>
      {photos.length === 0 ? null : (
        <ul aria-labelledby={`${id}-label`} className="mb-2 flex flex-wrap gap-2">
          {photos.map((photo, index) => (
            <li className="relative" key={photo.url}>
              <span
                aria-label={`Chosen: ${photo.file.name}`}
                className="block size-20 rounded-touch border border-line bg-center bg-cover"
                role="img"
                style={{ backgroundImage: `url("${photo.url}")` }}
              />
              <button
                aria-label={`Remove photo ${index + 1}`}
                className="touch-target absolute -top-2 -right-2 inline-flex size-7 items-center justify-center rounded-full border border-line-strong bg-surface"
                onClick={() => remove(photo)}
                type="button"
              >
                <X aria-hidden size={14} strokeWidth={2} />
              </button>
            </li>
          ))}
        </ul>
      )}
      {photos.length < photoLimits.photos ? (
        <label
          className={`${looks.button} w-full cursor-pointer has-[:focus-visible]:outline-2 has-[:focus-visible]:outline-accent has-[:focus-visible]:outline-offset-2`}
          htmlFor={id}
        >
          <ImagePlus aria-hidden size={18} strokeWidth={1.75} />
          {photos.length === 0 ? "Add photos" : "Add another"}
          <input
            accept={photoTypes.join()}
            className="sr-only"
            id={id}
            multiple
            onChange={(event) => {
              add([...(event.currentTarget.files ?? [])]);
              event.currentTarget.value = "";
            }}
            type="file"
          />
        </label>
      ) : null}
      <p aria-live="polite" className="mt-1.5 min-h-5 text-lead-sm text-warn">
        {refused}
      </p>
    </div>
  );
}
