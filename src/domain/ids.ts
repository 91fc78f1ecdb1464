// Asking for randomness costs a call into the system, some 20 µs, and a completion makes a hundred ids: so it is asked
// for 256 ids at once. Each byte is used for one id only.
const pool = new Uint8Array(16 * 256);
let used = pool.length;

const randomBytes = (): Uint8Array => {
  if (used === pool.length) {
    crypto.getRandomValues(pool);
    used = 0;
  }
  used += 16;
  return pool.slice(used - 16, used);
};

/**
 * A UUID of version 7 (RFC 9562 §5.7): 48 bits of milliseconds, then random bits, so that rows made
 * together lie together in the index.
 */
export const uuidv7 = (now: number = Date.now()): string => {
  const bytes = randomBytes();
  for (let index = 0; index < 6; index += 1) bytes[index] = Math.floor(now / 2 ** (8 * (5 - index))) % 256;
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x70;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
};

/** The lowest UUID of version 7 that could be made at `at`: ids before it are older. */
export const firstUuidv7 = (at: Date): string => {
  const hex = at.getTime().toString(16).padStart(12, "0");
  return `${hex.slice(0, 8)}-${hex.slice(8)}-7000-8000-000000000000`;
};

const pattern = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/i;

/** Whether a text of an address can be an id; schemas ask the same of their fields. */
export const isId = (text: string): boolean => pattern.test(text);
