import type { Me } from '@saal/client';
import { ChartColumn, DoorOpen, FolderSync, KeyRound, LayoutList, Plug, Scale, ScrollText, type LucideIcon } from 'lucide-react';
import { lazy, type ComponentType, type LazyExoticComponent } from 'react';

/** One subject of the administration: `/admin/<id>`. Its words stand in the catalogue `admin` under `sections.<id>`. */
export interface AdminSection {
  id: string;
  icon: LucideIcon;
  /** Loaded when it is opened; draws what stands below the title. */
  Content: LazyExoticComponent<ComponentType>;
  mayOpen: (me: Me) => boolean;
}

/** In the order of the list. To add one: a line here, its label in both catalogues, its folder beside this file. */
const sections: readonly AdminSection[] = [
  {
    id: 'directory',
    icon: FolderSync,
    Content: content(() => import('./directory/directory-section.tsx'), 'DirectorySection'),
    // Who looks after rooms names who moderates teams of the directory, and sees nothing else of it.
    mayOpen: ({ rights }) => rights.includes('directory.change') || rights.includes('rooms.change'),
  },
  {
    id: 'presets',
    icon: LayoutList,
    Content: content(() => import('./presets/presets-section.tsx'), 'PresetsSection'),
    mayOpen: ({ rights }) => rights.includes('presets.change'),
  },
  {
    id: 'rooms',
    icon: DoorOpen,
    Content: content(() => import('./rooms/rooms-section.tsx'), 'RoomsSection'),
    mayOpen: ({ rights }) => rights.includes('rooms.change'),
  },
  {
    id: 'sign-in',
    icon: KeyRound,
    Content: content(() => import('./sign-in/sign-in-section.tsx'), 'SignInSection'),
    mayOpen: ({ rights }) => rights.includes('sign-in.change'),
  },
  {
    id: 'policies',
    icon: Scale,
    Content: content(() => import('./policies/policies-section.tsx'), 'PoliciesSection'),
    mayOpen: ({ rights }) => rights.includes('sign-in.change'),
  },
  {
    id: 'applications',
    icon: Plug,
    Content: content(() => import('./applications/applications-section.tsx'), 'ApplicationsSection'),
    mayOpen: ({ rights }) => rights.includes('applications.change'),
  },
  {
    id: 'audit',
    icon: ScrollText,
    Content: content(() => import('./audit/audit-section.tsx'), 'AuditSection'),
    mayOpen: ({ rights }) => rights.includes('audit.read'),
  },
  {
    id: 'statistics',
    icon: ChartColumn,
    Content: content(() => import('./statistics/statistics-section.tsx'), 'StatisticsSection'),
    mayOpen: ({ rights }) => rights.includes('statistics.read'),
  },
];

export function sectionsFor(me: Me): readonly AdminSection[] {
  return sections.filter(({ mayOpen }) => mayOpen(me));
}

/** For an entry of the list above. @param load a module whose export of this name is the content */
export function content<Name extends string>(load: () => Promise<Record<Name, ComponentType>>, name: Name): AdminSection['Content'] {
  return lazy(async () => ({ default: (await load())[name] }));
}
