import { useTranslation } from 'react-i18next';

/** An address bar with the sign that opens the permissions, drawn for the page's own theme. */
export function PermissionPicture({ label }: { label: string }) {
  const { t } = useTranslation('join');
  const row = (y: number, name: string) => (
    <g key={name}>
      <text x="62" y={y + 5} fontSize="14" fill="var(--ink)">
        {name}
      </text>
      <rect x="196" y={y - 10} width="36" height="20" rx="10" fill="var(--accent)" />
      <circle cx="222" cy={y} r="7" fill="var(--on-accent)" />
    </g>
  );
  return (
    <svg viewBox="0 0 480 176" role="img" aria-label={label}>
      <rect width="480" height="176" fill="var(--surface-2)" />
      <rect x="16" y="16" width="448" height="36" rx="18" fill="var(--surface)" stroke="var(--edge)" />
      {/* The sign left of the address: two sliders. */}
      <circle cx="38" cy="34" r="14" fill="none" stroke="var(--danger)" strokeWidth="3" />
      <g stroke="var(--ink)" strokeWidth="1.75" strokeLinecap="round" fill="var(--surface)">
        <path d="M31 31h14M31 38h14" />
        <circle cx="35" cy="31" r="2.5" />
        <circle cx="41" cy="38" r="2.5" />
      </g>
      <text x="64" y="39" fontSize="15" fill="var(--ink-2)">
        {location.host}
      </text>
      {/* What opens when one clicks it. */}
      <path d="M38 60l7 10h-14z" fill="var(--edge)" />
      <rect x="24" y="70" width="232" height="94" rx="10" fill="var(--surface)" stroke="var(--edge)" />
      {row(98, t('devices.microphone'))}
      {row(136, t('devices.camera'))}
      <g fill="none" stroke="var(--ink)" strokeWidth="1.75" strokeLinecap="round" strokeLinejoin="round">
        <rect x="42" y="89" width="6" height="11" rx="3" />
        <path d="M39 97a6 6 0 0 0 12 0M45 103v4" />
        <rect x="37" y="130" width="12" height="12" rx="2" />
        <path d="M49 135l5-3v8l-5-3" />
      </g>
      {/* The pointer. */}
      <path d="M48 40l0 19 5-5 4 8 4-2-4-8 7-1z" fill="var(--ink)" stroke="var(--surface)" strokeWidth="1.5" />
    </svg>
  );
}
