import { createPublicKey, verify } from "node:crypto";

type Signed = {
  /** As the header says it: part of what is signed. */
  readonly timestamp: string;
  /** Base64 of the DER form. */
  readonly signature: string;
  /** The very bytes. */
  readonly body: Uint8Array;
};

/**
 * Whether a request is SendGrid's: ECDSA (P-256, SHA-256) over the timestamp and the body
 * (https://www.twilio.com/docs/sendgrid/for-developers/tracking-events/getting-started-event-webhook-security-features).
 * @param verificationKey base64 of the public key's DER form, as SendGrid shows it
 */
export const isSignedBySendGrid = ({ timestamp, signature, body }: Signed, verificationKey: string): boolean => {
  const key = createPublicKey({ key: Buffer.from(verificationKey, "base64"), format: "der", type: "spki" });
  const signed = Buffer.concat([Buffer.from(timestamp, "utf8"), body]);
  return verify("sha256", signed, { key, dsaEncoding: "der" }, Buffer.from(signature, "base64"));
};
