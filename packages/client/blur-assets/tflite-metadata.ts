/**
 * The segmentation model on npm was made for MediaPipe's older interface; the present one refuses it, since it does not say
 * how its input is scaled. This adds the missing metadata (input 0..1, no scaling) in front of the untouched model.
 * Formats: tensorflow/lite/schema/schema.fbs (Model, Metadata, Buffer), metadata_schema.fbs (ModelMetadata, NormalizationOptions).
 */
import { byte, floats, table, text, to, uint, vector, writeFlatBuffer, type Field, type Item } from './flat-buffer.ts';

/** Fields of `Model`. */
const modelField = { version: 0, buffers: 4, metadata: 6, last: 7 } as const;
const imageProperties = 2;
const rgb = 1;
const normalizationOptions = 1;

/** @throws {TypeError} the file is no TensorFlow Lite model */
export function withNormalization(model: Uint8Array): Uint8Array {
  const view = new DataView(model.buffer, model.byteOffset, model.byteLength);
  if (new TextDecoder().decode(model.subarray(4, 8)) !== 'TFL3') throw new TypeError('not a TensorFlow Lite model');
  const root = view.getUint32(0, true);
  const vtable = root - view.getInt32(root, true);
  const fieldCount = (view.getUint16(vtable, true) - 4) / 2;
  const fieldAt = (id: number) => {
    const offset = id < fieldCount ? view.getUint16(vtable + 4 + 2 * id, true) : 0;
    return offset === 0 ? undefined : root + offset;
  };
  const target = (at: number) => at + view.getUint32(at, true);
  const itemsOf = (id: number): Item[] => {
    const at = fieldAt(id);
    if (at === undefined) return [];
    const start = target(at);
    return Array.from({ length: view.getUint32(start, true) }, (_, index) => ({ kind: 'outside', at: target(start + 4 + 4 * index) }));
  };

  const fields: Record<number, Field> = {};
  for (let id = 0; id <= modelField.last; id += 1) {
    const at = fieldAt(id);
    if (at === undefined) continue;
    fields[id] = id === modelField.version ? uint(view.getUint32(at, true)) : to({ kind: 'outside', at: target(at) });
  }
  const buffers = itemsOf(modelField.buffers);
  const metadata = table({ 0: to(text('TFLITE_METADATA')), 1: uint(buffers.length) });
  fields[modelField.buffers] = to(vector([...buffers, table({ 0: to({ kind: 'bytes', bytes: modelMetadata() }) })]));
  fields[modelField.metadata] = to(vector([...itemsOf(modelField.metadata), metadata]));
  const prefix = writeFlatBuffer(table(fields), 'TFL3');
  const whole = new Uint8Array(prefix.length + model.length);
  whole.set(prefix);
  whole.set(model, prefix.length);
  return whole;
}

function modelMetadata(): Uint8Array {
  const unscaled = table({ 0: to(floats([0])), 1: to(floats([1])) }); // mean, standard deviation
  const input = table({
    0: to(text('input')),
    3: to(table({ 0: byte(imageProperties), 1: to(table({ 0: byte(rgb) })) })),
    4: to(vector([table({ 0: byte(normalizationOptions), 1: to(unscaled) })])),
    5: to(table({ 0: to(floats([1])), 1: to(floats([0])) })), // largest, smallest value
  });
  const output = table({ 0: to(text('mask')) });
  const subgraph = table({ 2: to(vector([input])), 3: to(vector([output])) });
  return writeFlatBuffer(table({ 0: to(text('selfie')), 3: to(vector([subgraph])) }), 'M001');
}
