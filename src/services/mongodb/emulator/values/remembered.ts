class Given {
  constructor(container: object) {
    // biome-ignore lint/correctness/noConstructorReturn: what a base class returns is what the fields of the derived one are put on
    return container
  }
}

/**
 * Puts a private field on documents and arrays that are never changed. A copy of them does not have it, and unlike with a
 * WeakMap the garbage collector has nothing to look up for each of them.
 */
class Remembered extends Given {
  #bytes: Uint8Array

  constructor(container: object, bytes: Uint8Array) {
    super(container)
    this.#bytes = bytes
  }

  static set(container: object, bytes: Uint8Array): void {
    if (#bytes in container) container.#bytes = bytes
    else new Remembered(container, bytes)
  }

  static get(container: object): Uint8Array | undefined {
    return #bytes in container ? container.#bytes : undefined
  }
}

/** Keeps the BSON of a document or an array, so that it is written once. */
export function rememberBytes(container: object, bytes: Uint8Array): void {
  Remembered.set(container, bytes)
}

export function rememberedBytes(container: object): Uint8Array | undefined {
  return Remembered.get(container)
}
