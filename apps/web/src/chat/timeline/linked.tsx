import type { ReactNode } from 'react';

const address = /(https?:\/\/[^\s<>"]*[^\s<>"',.;:!?)\]}])/g;

/** Plain text with its addresses as links. */
export function linked(text: string): ReactNode[] {
  return text.split(address).map((part, at) =>
    at % 2 === 1 ? (
      // The place in the text is what tells them apart.
      <a key={at} href={part} target="_blank" rel="noopener noreferrer">
        {part}
      </a>
    ) : (
      part
    ),
  );
}
