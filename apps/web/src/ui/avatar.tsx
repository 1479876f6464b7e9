import type { CSSProperties } from 'react';
import styles from './avatar.module.css';
import { hueOf, initialsOf } from './initials.ts';

export interface AvatarProps {
  name: string;
  pictureUrl?: string;
  /** Edge in CSS pixels. */
  sizePx?: number;
  /** Degrees; by default the one that belongs to the name. */
  hue?: number;
}

/** A person's picture or, without one, initials on a colour. The name itself stands beside it. */
export function Avatar({ name, pictureUrl, sizePx = 40, hue = hueOf(name) }: AvatarProps) {
  const style: CSSProperties & { '--hue': number } = {
    '--hue': hue,
    inlineSize: sizePx,
    blockSize: sizePx,
    fontSize: sizePx * 0.4,
  };
  return (
    <span aria-hidden="true" className={styles.avatar} style={style}>
      {pictureUrl === undefined ? initialsOf(name) : <img src={pictureUrl} alt="" width={sizePx} height={sizePx} />}
    </span>
  );
}
