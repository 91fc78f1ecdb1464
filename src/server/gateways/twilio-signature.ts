import { createHmac, timingSafeEqual } from "node:crypto";

/**
 * Whether a request is Twilio's: HMAC-SHA1 by the account's token over the address that it called and the fields of its
 * form, sorted by name (https://www.twilio.com/docs/usage/security#validating-requests).
 * @param url as it was called from outside, with its query
 */
export const isSignedByTwilio = (
  { url, fields, signature }: { readonly url: string; readonly fields: URLSearchParams; readonly signature: string },
  authToken: string,
): boolean => {
  const names = [...new Set(fields.keys())].sort();
  const text = names.reduce(
    (all, name) =>
      all +
      [...new Set(fields.getAll(name))]
        .sort()
        .map((value) => name + value)
        .join(""),
    url,
  );
  const [right, brought] = [
    createHmac("sha1", authToken).update(text, "utf8").digest(),
    Buffer.from(signature, "base64"),
  ];
  return right.length === brought.length && timingSafeEqual(right, brought);
};
