/** Seals and opens files by the crypto library, which is loaded when the first one is there. */
export interface Sealer {
  seal(blob: Blob): Promise<{ blob: Blob; description: Record<string, unknown> }>;
  /** @throws when it is not what was sealed */
  open(sealed: Uint8Array, description: string): Uint8Array<ArrayBuffer>;
}

let loaded: Promise<Sealer> | undefined;

export function sealer(): Promise<Sealer> {
  loaded ??= load();
  return loaded;
}

async function load(): Promise<Sealer> {
  const { Attachment, EncryptedAttachment, initAsync } = await import('@matrix-org/matrix-sdk-crypto-wasm');
  await initAsync();
  return {
    async seal(blob) {
      const sealed = Attachment.encrypt(new Uint8Array(await blob.arrayBuffer()));
      const description = sealed.mediaEncryptionInfo;
      if (description === undefined) throw new Error('a sealed file has no keys');
      return {
        blob: new Blob([new Uint8Array(sealed.encryptedData)]),
        description: JSON.parse(description) as Record<string, unknown>,
      };
    },
    open: (sealed, description) => new Uint8Array(Attachment.decrypt(new EncryptedAttachment(sealed, description))),
  };
}
