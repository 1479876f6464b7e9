/** The sign: a half circle of seats. */
export function Brand({ sizePx = 32 }: { sizePx?: number }) {
  return (
    <svg viewBox="0 0 32 32" width={sizePx} height={sizePx} aria-hidden="true">
      <rect width="32" height="32" rx="8" fill="var(--accent)" />
      <path d="M7 22v-3a9 9 0 0 1 18 0v3" fill="none" stroke="var(--on-accent)" strokeWidth="2.6" strokeLinecap="round" />
      <g fill="var(--on-accent)">
        <circle cx="9" cy="25" r="1.9" />
        <circle cx="16" cy="25" r="1.9" />
        <circle cx="23" cy="25" r="1.9" />
      </g>
    </svg>
  );
}
