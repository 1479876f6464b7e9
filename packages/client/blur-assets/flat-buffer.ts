/**
 * Writes small FlatBuffers whose parts may point into bytes that follow them ("outside"). The official builder writes from
 * the end to the beginning and cannot do that. Format: https://flatbuffers.dev/internals (offsets are relative and only go forward).
 */
export type Item =
  | { kind: 'table'; fields: Record<number, Field> }
  | { kind: 'vector'; items: Item[] }
  | { kind: 'floats'; values: number[] }
  | { kind: 'bytes'; bytes: Uint8Array }
  | { kind: 'string'; text: string }
  /** Something in the bytes that follow, by its position in them. */
  | { kind: 'outside'; at: number };
export type Field = { kind: 'byte' | 'uint'; value: number } | { kind: 'to'; item: Item };

export const to = (item: Item): Field => ({ kind: 'to', item });
export const byte = (value: number): Field => ({ kind: 'byte', value });
export const uint = (value: number): Field => ({ kind: 'uint', value });
export const table = (fields: Record<number, Field>): Item => ({ kind: 'table', fields });
export const vector = (items: Item[]): Item => ({ kind: 'vector', items });
export const floats = (values: number[]): Item => ({ kind: 'floats', values });
export const text = (value: string): Item => ({ kind: 'string', text: value });

/** Large enough for what is written here; a longer one fails loudly by a RangeError. */
const roomBytes = 65_536;
/** Of everything, so that what follows keeps its own alignment. */
const alignmentBytes = 16;

/** @param identifier four characters that name the format of the file */
export function writeFlatBuffer(root: Item, identifier: string): Uint8Array {
  const view = new DataView(new ArrayBuffer(roomBytes));
  const bytes = new Uint8Array(view.buffer);
  let end = 8;
  bytes.set(new TextEncoder().encode(identifier), 4);
  /** Places that hold an offset, and what it goes to; children come after their parents, so all offsets go forward. */
  const open: { slot: number; item: Item }[] = [{ slot: 0, item: root }];
  const outside: { slot: number; at: number }[] = [];
  const align = (to: number, offset = 0) => {
    while ((end + offset) % to !== 0) end += 1;
  };

  function place(item: Exclude<Item, { kind: 'outside' }>): number {
    align(4);
    switch (item.kind) {
      case 'table':
        return placeTable(item.fields);
      case 'vector': {
        const at = end;
        view.setUint32(at, item.items.length, true);
        end += 4;
        for (const child of item.items) {
          open.push({ slot: end, item: child });
          end += 4;
        }
        return at;
      }
      case 'floats': {
        const at = end;
        view.setUint32(at, item.values.length, true);
        item.values.forEach((value, index) => view.setFloat32(at + 4 + 4 * index, value, true));
        end += 4 + 4 * item.values.length;
        return at;
      }
      case 'bytes': {
        align(alignmentBytes, 4);
        const at = end;
        view.setUint32(at, item.bytes.length, true);
        bytes.set(item.bytes, at + 4);
        end += 4 + item.bytes.length;
        return at;
      }
      case 'string': {
        const at = end;
        const encoded = new TextEncoder().encode(item.text);
        view.setUint32(at, encoded.length, true);
        bytes.set(encoded, at + 4);
        end += 4 + encoded.length + 1;
        return at;
      }
    }
  }

  function placeTable(fields: Record<number, Field>): number {
    const ids = Object.keys(fields).map(Number);
    const slots = Math.max(-1, ...ids) + 1;
    const vtable = end;
    const at = Math.ceil((vtable + 4 + 2 * slots) / 4) * 4;
    let size = 4;
    for (const id of ids) {
      const field = fields[id];
      if (field === undefined) continue;
      if (field.kind !== 'byte') size = Math.ceil(size / 4) * 4;
      view.setUint16(vtable + 4 + 2 * id, size, true);
      const slot = at + size;
      if (field.kind === 'to') open.push({ slot, item: field.item });
      else if (field.kind === 'uint') view.setUint32(slot, field.value, true);
      else view.setUint8(slot, field.value);
      size += field.kind === 'byte' ? 1 : 4;
    }
    view.setUint16(vtable, 4 + 2 * slots, true);
    view.setUint16(vtable + 2, size, true);
    view.setInt32(at, at - vtable, true);
    end = at + size;
    return at;
  }

  for (let next = open.shift(); next !== undefined; next = open.shift()) {
    const { slot, item } = next;
    if (item.kind === 'outside') outside.push({ slot, at: item.at });
    else view.setUint32(slot, place(item) - slot, true);
  }
  align(alignmentBytes);
  for (const { slot, at } of outside) view.setUint32(slot, end + at - slot, true);
  return bytes.slice(0, end);
}
