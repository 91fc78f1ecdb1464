import { useEffect, useRef, useState } from "react";
import { photoLimits } from "#/domain/booking-form.ts";

export type Photo = { readonly file: File; readonly url: string };

/** Photos chosen on the device; they leave it when the visit is booked. */
export const usePhotos = () => {
  const [photos, setPhotos] = useState<readonly Photo[]>([]);
  const [refused, setRefused] = useState<string | null>(null);
  const shown = useRef(photos);
  shown.current = photos;
  useEffect(() => () => shown.current.forEach(({ url }) => URL.revokeObjectURL(url)), []);

  const add = (files: readonly File[]): void => {
    const fitting = files.filter(({ size }) => size <= photoLimits.bytes);
    const room = photoLimits.photos - photos.length;
    setRefused(
      fitting.length < files.length
        ? `A photo may have up to ${photoLimits.bytes / 1_000_000} MB.`
        : fitting.length > room
          ? `${photoLimits.photos} photos at most.`
          : null,
    );
    setPhotos([...photos, ...fitting.slice(0, room).map((file) => ({ file, url: URL.createObjectURL(file) }))]);
  };
  const remove = (photo: Photo): void => {
    URL.revokeObjectURL(photo.url);
    setRefused(null);
    setPhotos(photos.filter((each) => each !== photo));
  };
  return { photos, refused, add, remove };
};

/** Sends one; the sentence that says why it was not taken, or null. */
export const sendPhoto = async (token: string, file: File): Promise<string | null> => {
  const answer = await fetch(`/api/files/visits/${encodeURIComponent(token)}/photos`, {
    method: "POST",
    headers: { "content-type": file.type || "image/jpeg" },
    body: file,
  }).catch(() => null);
  if (answer === null) return "It did not arrive. Check the connection.";
  if (answer.ok) return null;
  const body: unknown = await answer.json().catch(() => null);
  const sentence: unknown = typeof body === "object" && body !== null ? Reflect.get(body, "message") : null;
  return typeof sentence === "string" ? sentence : "It did not arrive.";
};
