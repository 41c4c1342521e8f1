/** Reads what Kafka writes, one value after the other. */
export class ByteReader {
  readonly #bytes: Buffer;
  at: number;

  constructor(bytes: Buffer, at = 0) {
    this.#bytes = bytes;
    this.at = at;
  }

  get left(): number {
    return this.#bytes.length - this.at;
  }

  int8(): number {
    return this.#bytes.readInt8(this.#step(1));
  }

  int16(): number {
    return this.#bytes.readInt16BE(this.#step(2));
  }

  int32(): number {
    return this.#bytes.readInt32BE(this.#step(4));
  }

  skip(count: number): void {
    this.#step(count);
  }

  bytes(count: number): Buffer {
    const from = this.#step(count);
    return this.#bytes.subarray(from, from + count);
  }

  /** A null has the length -1, and reads as empty. */
  text(length: number): string {
    return length <= 0 ? '' : this.bytes(length).toString();
  }

  unsignedVarint(): number {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = this.#bytes.readUInt8(this.#step(1));
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return value;
    }
  }

  /** As records have them: zigzag. */
  varint(): number {
    const value = this.unsignedVarint();
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
  }

  skipTags(): void {
    for (let left = this.unsignedVarint(); left > 0; left -= 1) {
      this.unsignedVarint();
      this.skip(this.unsignedVarint());
    }
  }

  #step(count: number): number {
    const from = this.at;
    this.at += count;
    if (this.at > this.#bytes.length) throw new RangeError(`${count} bytes at ${from} of ${this.#bytes.length}`);
    return from;
  }
}
