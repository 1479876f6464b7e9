/** Small real pictures (16 x 12 px), made by ffmpeg, and what strangers add to them. */
import { crc32 } from 'node:zlib';

function file(base64: string): Uint8Array {
  return new Uint8Array(Buffer.from(base64, 'base64'));
}

export const png = file(
  'iVBORw0KGgoAAAANSUhEUgAAABAAAAAMCAIAAADkharWAAAACXBIWXMAAAABAAAAAQBPJcTWAAAAZElEQVR4nOWRwQmAQAwEtxPtRDvRTrQT7UQ70U7GS7iI4IHc25DAbtjJJ5IX3mnIEpJCt7OFl56AZwqA33oBkSkDBKIg+ATyzV8CZkax60ATasz3YrX4gjpaMYvT/IaGeqD20xcrswkGLS5PHAAAAABJRU5ErkJggg==',
);
export const jpeg = file(
  '/9j/4AAQSkZJRgABAgAAAQABAAD//gAQTGF2YzU5LjM3LjEwMAD/2wBDAAgUFBcUFxsbGxsbGyAeICEhISAgICAhISEkJCQqKiokJCQhISQkKCgqKi4vLisrKisvLzIyMjw8OTlGRkhWVmf/xAByAAADAQAAAAAAAAAAAAAAAAACBgQHAQEBAQEAAAAAAAAAAAAAAAAGBQMHEAACAQMDAwUBAAAAAAAAAAABAgMEEhExACGBBVGCIvBhsXERAAIBAwMEAwEBAAAAAAAAAAECAwQhETESACJBEwUUUWEkMv/AABEIAAwAEAMBEgACEgADEgD/2gAMAwEAAhEDEQA/AEZUC9tjYZy92fTJgfPvdkVYTRAGKAhNBZxy3jPX+7berjQOXx1Hv3xew/LX4Y9bSmWd/wCipULtwFkwLhjpjm0U7zR1kbBdtOsCx2GR5X3vk63IW2nSLcr1VIktG1QpaFnxvEJCK219o3DGTgaZNuafUVD09fBZj3yJGwOhDlFPUA8HzsTRrN3AK0kuhYG4ZUraQVyDjB/BvmnrGIGAbNqPvBJ4moKzzxsvx6WPC53RxbW/1jXJ5AghjkevkZQXiNMUbuu5WU4/CDcaaHtzCllaleZABIPLAjGXqLgwyvlrjJBQbfoZ5//Z',
);
export const lossyWebp = file(
  'UklGRqwAAABXRUJQVlA4IKAAAADQAgCdASoQAAwAA4BaJbACdDBKPKOd4APCOg7VrhQAAP7tJDHjwv0yY72kvP5V43tfPLsdOA7qghvyy0xUgINV6g5w1mAPdMIf2ZhCqEP48fX51G1mkOOxr4Vfsmt+KIVf4/+Dt5Fkf6/97Yb0VjSr+PhZfeSUe5xns//zGOJP3owk9MA7/rycefzpeVB9aOH7Mz0OID//Up8/0q7LAAAA',
);
export const losslessWebp = file(
  'UklGRmIAAABXRUJQVlA4TFYAAAAvD8ACAHAQSZIUlTOs4AwrOEv+704AgrZtYyYb05/pzyQG2UYq2pu82ps82vo/EBGloEpJBCBSaledlCO6UHZ0Kf5QGTPH4zAYjiYNauvWr7723u2LAg==',
);
export const alphaWebp = file(
  'UklGRtAAAABXRUJQVlA4WAoAAAAQAAAADwAACwAAQUxQSAoAAAABB1DAiAhERP8DVlA4IKAAAADQAgCdASoQAAwAA4BaJbACdDBKPKOd4APCOg7VrhQAAP7tJDHjwv0yY72kvP5V43tfPLsdOA7qghvyy0xUgINV6g5w1mAPdMIf2ZhCqEP48fX51G1mkOOxr4Vfsmt+KIVf4/+Dt5Fkf6/97Yb0VjSr+PhZfeSUe5xns//zGOJP3owk9MA7/rycefzpeVB9aOH7Mz0OID//Up8/0q7LAAAA',
);
/** Three frames each. */
export const animatedPng = file(
  'iVBORw0KGgoAAAANSUhEUgAAABAAAAAMCAIAAADkharWAAAACXBIWXMAAAABAAAAAQBPJcTWAAAACGFjVEwAAAADAAAAAbnqilYAAAAaZmNUTAAAAAAAAAAQAAAADAAAAAAAAAAAAAEAAgAAbMKoNgAAAGRJREFUeJzlkcEJgEAMBLcT7UQ70U60E+1EO9FOxku4iOCB3NuQwG7YySeSF95pyBKSQrezhZeegGcKgN96AZEpAwSiIPgE8s1fAmZGsetAE2rM92K1+II6WjGL0/yGhnqg9tMXK7MJBi0uTxwAAAAaZmNUTAAAAAEAAAAQAAAAAgAAAAAAAAAJAAEAAgAAj1ofRAAAADtmZEFUAAAAAniclctREQARAADRbUITmrgmNLlrQhPXZBHBzPvcxYY/XYpwPDiYUiWY8UOPV5JxB5fDAj/pL9F4axlmAAAAGmZjVEwAAAADAAAAEAAAAAIAAAAAAAAACQABAAIAAGLMzK0AAAA7ZmRBVAAAAAR4nJXLUREAEQAA0W1ymtDENaEJTU4TmiwXwefOm0VpEgUDVlx8kv9+cXB8SpHHhB1uhw0/iS/Ru8GuZAAAAABJRU5ErkJggg==',
);
export const animatedWebp = file(
  'UklGRnwCAABXRUJQVlA4WAoAAAACAAAADwAACwAAQU5JTQYAAAD/////AQBBTk1G5AAAAAAAAAAAAA8AAAsAAPQBAAJWUDggzAAAAFADAJ0BKhAADAACADQlsAJ0civ7ZnuAdJF5LTvABVCFwExoAP75Z5j37lD/OI8u3B5/+CMF/79BmL/jE7b6X5vNm1KPz7R6P7ijqNofu1K1Dn3P/95tnFaP9TH//wmRG/ibkf5R/8arL46IF3ctvo+i428lRPV/JwyktMP/okdH/zmPrWT+QwX//f4GkeZSa0dj/8Kt1wwJD7gvmbRifOu6/+9FRldX5Ev/O07K4/+I6P+h6g6+1pI9Q/fv9M/EpDfH/++EBX+02yRAAEFOTUayAAAAAAAABAAADwAAAgAA9AEAAFZQOCCaAAAAdAQAnQEqEAADAAAANCWwAnS6AfgBSgP4B+QH8ArgD+zXrd7F/kqgnMxiBAAA/th11V0tMk8wlHAqZb3vU9E/0fLf+ltm52HEvv61wBfMgPz5LnYh4WHVCYvPrtC//IhHT/9Ft9LuoJl//OWu/qAyV1+l5/BP7ohYn/5U6Km/n/t/+Hx2hBI3CiH+78Md5mvdUqZu/YbSN4AAAEFOTUaqAAAAAAAABAAADwAAAgAA9AEAAFZQOCCSAAAA1AMAnQEqEAADAAAANCWwAnS6AUQD+QfjdWgH9mtBbygAcOGvwXrgAP7VF8qy/bNi//y3kzwrE0qEzAfuVIOJc/CzYfgfjJ45mTi95NAwlA/xaElG8KF8n6pEifAyTYNR+g+fQv64B/6arTBhvCA/+m1nOXovM7+LwJwZ//xUtYS/8RLufjDn//Pfgnz3YQ90AAA=',
);

/** Inserts bytes into a file. */
export function inserted(bytes: Uint8Array, at: number, extra: Uint8Array): Uint8Array {
  return Uint8Array.from([...bytes.subarray(0, at), ...extra, ...bytes.subarray(at)]);
}

export function pngChunk(name: string, data: Uint8Array): Uint8Array {
  const body = Buffer.concat([Buffer.from(name, 'latin1'), data]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const checksum = Buffer.alloc(4);
  checksum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, checksum]);
}

export function jpegSegment(marker: number, data: Uint8Array): Uint8Array {
  const head = Buffer.from([0xff, marker, 0, 0]);
  head.writeUInt16BE(data.length + 2, 2);
  return Buffer.concat([head, data]);
}

/** Appends a chunk to a WebP file and mends its length. */
export function withWebpChunk(webp: Uint8Array, name: string, data: Uint8Array): Uint8Array {
  const head = Buffer.alloc(8);
  head.write(name, 'latin1');
  head.writeUInt32LE(data.length, 4);
  const all = Buffer.concat([webp, head, data, Buffer.alloc(data.length % 2)]);
  all.writeUInt32LE(all.length - 8, 4);
  return new Uint8Array(all);
}
