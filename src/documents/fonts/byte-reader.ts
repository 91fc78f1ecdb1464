/** Reads big-endian values one after another; reading past the end throws a RangeError. */
export type ByteReader = ReturnType<typeof byteReader>;

export const byteReader = (bytes: Uint8Array, start = 0) => {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = start;
  const u8 = () => view.getUint8(at++);
  const u16 = () => {
    at += 2;
    return view.getUint16(at - 2);
  };
  const i16 = () => {
    at += 2;
    return view.getInt16(at - 2);
  };
  const u32 = () => {
    at += 4;
    return view.getUint32(at - 4);
  };
  const take = (length: number) => {
    if (at + length > bytes.length) throw new RangeError("The font file ends too early.");
    at += length;
    return bytes.subarray(at - length, at);
  };
  /** UIntBase128 of the WOFF2 specification, §4.1. */
  const base128 = () => {
    let value = 0;
    for (let i = 0; i < 5; i++) {
      const byte = u8();
      value = value * 128 + (byte & 0x7f);
      if ((byte & 0x80) === 0) return value;
    }
    throw new RangeError("The font file holds a broken length.");
  };
  /** 255UInt16 of the WOFF2 specification, §4.1. */
  const short255 = () => {
    const code = u8();
    if (code === 253) return u16();
    if (code === 255) return u8() + 253;
    if (code === 254) return u8() + 506;
    return code;
  };
  return { u8, u16, i16, u32, take, base128, short255, position: () => at };
};
